package dev.hayate.bench.peers.dl4j;

import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J's multilayer network on ND4J's CPU backend, with workspaces, on one thread. */
public final class Dl4jPeer implements Peer {
  @Override
  public String name() {
    return "DL4J 1.0.0-M2.1";
  }

  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    MultiLayerNetwork network = network(mlp, new Sgd(), Activation.IDENTITY, LossFunction.MSE);
    return new Dl4jScorer(network, Nd4j.createFromArray(input).reshape(batch, mlp.inputs()));
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public Learner learner(Mlp mlp, Rule rule, int batch, float[] input, int[] classes) {
    IUpdater updater = rule == Rule.SGD ? new Sgd(rule.rate()) : new Adam(rule.rate());
    float[] targets = new float[batch * mlp.outputs()];
    for (int i = 0; i < batch; i++) {
      targets[i * mlp.outputs() + classes[i]] = 1;
    }
    return new Dl4jLearner(
        network(mlp, updater, Activation.SOFTMAX, LossFunction.MCXENT),
        Nd4j.createFromArray(input).reshape(batch, mlp.inputs()),
        Nd4j.createFromArray(targets).reshape(batch, mlp.outputs()));
  }

  private static MultiLayerNetwork network(
      Mlp mlp, IUpdater updater, Activation last, LossFunction loss) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .updater(updater)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .list();
    int end = mlp.layers() - 1;
    for (int i = 0; i < end; i++) {
      layers.layer(
          new DenseLayer.Builder()
              .nIn(mlp.in(i))
              .nOut(mlp.out(i))
              .activation(Activation.RELU)
              .build());
    }
    layers.layer(
        new OutputLayer.Builder(loss).nIn(mlp.in(end)).nOut(mlp.out(end)).activation(last).build());
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    for (int i = 0; i < mlp.layers(); i++) {
      network.setParam(
          i + "_W", Nd4j.createFromArray(mlp.weight(i)).reshape(mlp.in(i), mlp.out(i)));
      network.setParam(i + "_b", Nd4j.createFromArray(mlp.bias(i)).reshape(1, mlp.out(i)));
    }
    return network;
  }
}
