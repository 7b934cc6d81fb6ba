package dev.hayate.bench.peers.dl4j;

import dev.hayate.bench.peers.Peer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** From an array off-heap to an array in a workspace of the caller's, so that nothing is copied. */
final class Dl4jScorer implements Peer.Scorer {
  private final MultiLayerNetwork network;
  private final INDArray samples;
  private final WorkspaceConfiguration configuration =
      WorkspaceConfiguration.builder().policyLearning(LearningPolicy.FIRST_LOOP).build();
  private float[] outputs = {};

  Dl4jScorer(MultiLayerNetwork network, INDArray samples) {
    this.network = network;
    this.samples = samples;
  }

  @Override
  public void score() {
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "outputs")) {
      outputs = network.output(samples, false, workspace).data().asFloat();
    }
  }

  @Override
  public float[] outputs() {
    return outputs.clone();
  }

  @Override
  public void close() {
    network.close();
  }
}
