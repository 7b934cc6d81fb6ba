package dev.hayate.bench.peers.tensorflow;

import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * A static graph of forward, gradients and updates of resource variables; one run is one step.
 * Adam's means of gradients that are zero fade into denormal numbers, so it is faster where those
 * count as zero; gradient descent is faster in the caller's thread.
 */
final class TensorFlowLearner implements Peer.Learner {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<Op> assignments = new ArrayList<>();
  private final Session session;
  private final TFloat32 samples;
  private final TFloat32 targets;
  private final Session.Runner runner;
  private double loss;

  TensorFlowLearner(Mlp mlp, Peer.Rule rule, int batch, float[] input, int[] classes) {
    Placeholder<TFloat32> x =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, mlp.inputs())));
    Placeholder<TFloat32> y =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batch, mlp.outputs())));
    List<VarHandleOp> variables = new ArrayList<>();
    List<Operand<TFloat32>> parameters = new ArrayList<>();
    for (int i = 0; i < mlp.layers(); i++) {
      variables.add(variable(mlp.weight(i), mlp.in(i), mlp.out(i)));
      variables.add(variable(mlp.bias(i), mlp.out(i)));
    }
    for (VarHandleOp variable : variables) {
      parameters.add(tf.readVariableOp(variable, TFloat32.class));
    }
    Operand<TFloat32> mean =
        tf.math.mean(
            tf.nn.softmaxCrossEntropyWithLogits(TensorFlowPeer.logits(tf, x, parameters), y).loss(),
            tf.constant(0));
    Output<?>[] gradients =
        graph.addGradients(
            mean.asOutput(), parameters.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Op> updates =
        rule == Peer.Rule.SGD
            ? sgd(rule, variables, gradients)
            : adam(mlp, rule, variables, gradients);
    session = TensorFlowPeer.session(graph, rule == Peer.Rule.ADAM);
    assignments.forEach(session::run);
    samples = TensorFlowPeer.tensor(input, batch, mlp.inputs());
    float[] oneHot = new float[batch * mlp.outputs()];
    for (int i = 0; i < batch; i++) {
      oneHot[i * mlp.outputs() + classes[i]] = 1;
    }
    targets = TensorFlowPeer.tensor(oneHot, batch, mlp.outputs());
    runner = session.runner().feed(x, samples).feed(y, targets).fetch(mean);
    updates.forEach(runner::addTarget);
  }

  private VarHandleOp variable(float[] values, long... shape) {
    VarHandleOp variable =
        tf.varHandleOp(
            TFloat32.class, Shape.of(shape), VarHandleOp.sharedName("v" + assignments.size()));
    assignments.add(
        tf.assignVariableOp(variable, tf.constantOf(TensorFlowPeer.tensor(values, shape))));
    return variable;
  }

  private List<Op> sgd(Peer.Rule rule, List<VarHandleOp> variables, Output<?>[] gradients) {
    Operand<TFloat32> rate = tf.constant((float) rule.rate());
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      updates.add(
          tf.train.resourceApplyGradientDescent(
              variables.get(i), rate, gradients[i].expect(TFloat32.class)));
    }
    return updates;
  }

  private List<Op> adam(
      Mlp mlp, Peer.Rule rule, List<VarHandleOp> variables, Output<?>[] gradients) {
    Operand<TFloat32> rate = tf.constant((float) rule.rate());
    Operand<TFloat32> beta1 = tf.constant(0.9f);
    Operand<TFloat32> beta2 = tf.constant(0.999f);
    Operand<TFloat32> epsilon = tf.constant(1e-8f);
    VarHandleOp variable1 = variable(new float[] {0.9f});
    VarHandleOp variable2 = variable(new float[] {0.999f});
    Operand<TFloat32> power1 = tf.readVariableOp(variable1, TFloat32.class);
    Operand<TFloat32> power2 = tf.readVariableOp(variable2, TFloat32.class);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      int in = mlp.in(i / 2);
      int out = mlp.out(i / 2);
      long[] shape = i % 2 == 0 ? new long[] {in, out} : new long[] {out};
      float[] zeros = new float[i % 2 == 0 ? in * out : out];
      updates.add(
          tf.train.resourceApplyAdam(
              variables.get(i),
              variable(zeros, shape),
              variable(zeros, shape),
              power1,
              power2,
              rate,
              beta1,
              beta2,
              epsilon,
              gradients[i].expect(TFloat32.class)));
    }
    updates.add(tf.assignVariableOp(variable1, tf.math.mul(power1, beta1)));
    updates.add(tf.assignVariableOp(variable2, tf.math.mul(power2, beta2)));
    return updates;
  }

  @Override
  public void step() {
    try (Result result = runner.run()) {
      loss = ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public void close() {
    samples.close();
    targets.close();
    session.close();
    graph.close();
  }
}
