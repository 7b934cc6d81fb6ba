package dev.hayate.bench.peers.tensorflow;

import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** TensorFlow-Java with a static graph, on one thread. */
public final class TensorFlowPeer implements Peer {
  private static final int CALLERS_THREAD = -1;

  @Override
  public String name() {
    return "TensorFlow-Java 1.1";
  }

  /** The weights are constants, so that the graph's optimiser may fold and repack them. */
  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    Placeholder<TFloat32> x =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, mlp.inputs())));
    List<Operand<TFloat32>> parameters = new ArrayList<>();
    for (int i = 0; i < mlp.layers(); i++) {
      parameters.add(tf.constantOf(tensor(mlp.weight(i), mlp.in(i), mlp.out(i))));
      parameters.add(tf.constantOf(tensor(mlp.bias(i), mlp.out(i))));
    }
    Operand<TFloat32> y = logits(tf, x, parameters);
    TFloat32 samples = tensor(input, batch, mlp.inputs());
    return new TensorFlowScorer(graph, session(graph, false), x, samples, y, batch * mlp.outputs());
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public Learner learner(Mlp mlp, Rule rule, int batch, float[] input, int[] classes) {
    return new TensorFlowLearner(mlp, rule, batch, input, classes);
  }

  /**
   * A session with one thread.
   *
   * @param own a thread of its own, which takes numbers too small to be normal for zero as no
   *     thread of Java's does; otherwise the caller's, which nothing has to be handed to
   */
  static Session session(Graph graph, boolean own) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(own ? 1 : CALLERS_THREAD);
    if (!own) {
      config.getExperimentalBuilder().setExecutorType("SINGLE_THREADED_EXECUTOR");
    }
    return new Session(graph, config.build());
  }

  static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  static Operand<TFloat32> logits(
      Ops tf, Operand<TFloat32> x, List<? extends Operand<TFloat32>> parameters) {
    Operand<TFloat32> value = x;
    for (int i = 0; i < parameters.size(); i += 2) {
      value = tf.nn.biasAdd(tf.linalg.matMul(value, parameters.get(i)), parameters.get(i + 1));
      value = i + 2 < parameters.size() ? tf.nn.relu(value) : value;
    }
    return value;
  }
}
