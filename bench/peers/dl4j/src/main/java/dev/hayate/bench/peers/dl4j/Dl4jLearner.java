package dev.hayate.bench.peers.dl4j;

import dev.hayate.bench.peers.Peer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The network's own {@code fit} of one batch. */
final class Dl4jLearner implements Peer.Learner {
  private final MultiLayerNetwork network;
  private final INDArray samples;
  private final INDArray targets;

  Dl4jLearner(MultiLayerNetwork network, INDArray samples, INDArray targets) {
    this.network = network;
    this.samples = samples;
    this.targets = targets;
  }

  @Override
  public void step() {
    network.fit(samples, targets);
  }

  @Override
  public double loss() {
    return network.score();
  }

  @Override
  public void close() {
    network.close();
  }
}
