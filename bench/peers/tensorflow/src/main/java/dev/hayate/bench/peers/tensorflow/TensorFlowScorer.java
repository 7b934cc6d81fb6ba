package dev.hayate.bench.peers.tensorflow;

import dev.hayate.bench.peers.Peer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/** From a tensor that was made before to an array. The runner is kept, as the graph is static. */
final class TensorFlowScorer implements Peer.Scorer {
  private final Graph graph;
  private final Session session;
  private final TFloat32 samples;
  private final Session.Runner runner;
  private final float[] outputs;
  private final FloatDataBuffer buffer;

  TensorFlowScorer(
      Graph graph,
      Session session,
      Operand<TFloat32> x,
      TFloat32 samples,
      Operand<TFloat32> y,
      int size) {
    this.graph = graph;
    this.session = session;
    this.samples = samples;
    this.runner = session.runner().feed(x, samples).fetch(y);
    this.outputs = new float[size];
    this.buffer = DataBuffers.of(outputs, false, false);
  }

  @Override
  public void score() {
    try (Result result = runner.run()) {
      ((TFloat32) result.get(0)).copyTo(buffer);
    }
  }

  @Override
  public float[] outputs() {
    return outputs.clone();
  }

  @Override
  public void close() {
    samples.close();
    session.close();
    graph.close();
  }
}
