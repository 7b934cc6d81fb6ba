package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A plan and its losses at one batch size. */
final class Batch {
  private final Backend backend;
  private final BoundPlan bound;
  private final List<Loss> losses;
  private final int size;
  private final List<Tensor> targets = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final List<Tensor> gradients = new ArrayList<>();
  private final Tensor weights;
  private Tensor samples = Losses.NONE;
  private final Tensor inputRows;
  private final Tensor rows;
  private final Tensor largest;

  Batch(Plan plan, Backend backend, List<Loss> losses, Arena arena, int size) {
    this.backend = backend;
    this.bound = plan.at(size);
    this.losses = losses;
    this.size = size;
    this.inputRows = bound.input(0).reshape(matrix(size, plan.model().inputShape(0)));
    this.rows = backend.allocate(arena, DType.I32, Shape.of(size));
    this.largest = backend.allocate(arena, DType.I32, Shape.of(size));
    this.weights = backend.allocate(arena, DType.F32, Shape.of(size));
    for (int i = 0; i < losses.size(); i++) {
      Loss loss = losses.get(i);
      Shape target = matrix(size, loss.targetShape(plan.model().outputShape(i)));
      targets.add(backend.allocate(arena, loss.targetType(), target));
      values.add(backend.allocate(arena, DType.F32, Shape.of(1)));
      gradients.add(bound.outputGradient(i).orElse(Losses.NONE));
    }
  }

  private static Shape matrix(int rows, Shape sample) {
    return Shape.of(rows, Math.toIntExact(sample.size()));
  }

  /** Takes the batch from one tensor for each input and each target. */
  void upload(Tensor[] inputs, Tensor[] wanted) {
    for (int i = 0; i < inputs.length; i++) {
      backend.upload(inputs[i], bound.input(i));
    }
    for (int i = 0; i < wanted.length; i++) {
      backend.upload(wanted[i], targets.get(i));
    }
  }

  /** Takes the batch from one tensor for the only input and one for the only target. */
  void upload(Tensor input, Tensor wanted) {
    backend.upload(input, bound.input(0));
    backend.upload(wanted, targets.getFirst());
  }

  /** A factor for each sample's loss in the next pass, or {@link Losses#NONE}. */
  void weigh(Tensor factors) {
    if (factors == Losses.NONE) {
      samples = factors;
    } else {
      backend.upload(factors, weights);
      samples = weights;
    }
  }

  /** Takes the batch from rows of a data set. */
  void gather(Dataset data, int[] order, int from) {
    MemorySegment.copy(order, from, rows.segment(), ValueLayout.JAVA_INT, 0, size);
    backend.indexing().gatherRows(data.features(), rows, inputRows);
    backend.indexing().gatherRows(data.targets(), rows, targets.getFirst());
  }

  /** The outputs and the losses. */
  void evaluate() {
    bound.forward();
    for (int i = 0; i < losses.size(); i++) {
      compute(i, Losses.NONE);
    }
  }

  /** The outputs, the losses and the gradients of all parameters. */
  void differentiate() {
    bound.forward();
    for (int i = 0; i < losses.size(); i++) {
      compute(i, gradients.get(i));
    }
    checkFinite();
    bound.backward();
  }

  private void compute(int i, Tensor gradient) {
    losses
        .get(i)
        .compute(
            backend.losses(), bound.output(i), targets.get(i), samples, values.get(i), gradient);
  }

  private void checkFinite() {
    double loss = loss();
    if (!Double.isFinite(loss)) {
      throw new NotFiniteException(loss, bound.firstNotFinite());
    }
  }

  /** The sum of the losses of all outputs, each averaged over the batch. */
  double loss() {
    double sum = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += values.get(i).get(0, 0);
    }
    return sum;
  }

  /** How many samples' class is the largest of the first output; -1 if it has no classes. */
  int correct() {
    if (!losses.getFirst().isClassification()) {
      return -1;
    }
    backend.reductions().argmax(bound.output(0), largest);
    Tensor wanted = targets.getFirst();
    int correct = 0;
    for (int i = 0; i < size; i++) {
      if (largest.getInt(0, i) == wanted.getInt(i, 0)) {
        correct++;
      }
    }
    return correct;
  }

  int size() {
    return size;
  }
}
