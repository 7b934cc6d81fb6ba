package dev.hayate.nn.train;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.OptimizerState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From gradients to the next parameters: accumulation, clipping, the optimizers of all groups, and
 * the average. Neighbouring parameters of one group are updated in one pass.
 */
final class Descent {
  /** Added to a norm that is divided by, as PyTorch does. */
  private static final double NORM_EPSILON = 1e-6;

  private record Stretch(
      Optimizer optimizer, Tensor parameters, Tensor gradients, OptimizerState state) {}

  private final Backend backend;
  private final Tensor parameters;
  private final Tensor gradients;
  private final Parameters source;
  private final int accumulate;
  private final double clipNorm;
  private final double clipValue;
  private final double keep;
  private final Tensor direction;
  private final List<Tensor> state = new ArrayList<>();
  private final List<double[]> numbers = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();
  private final Optional<Parameters> average;
  private int held;
  private long updates;

  Descent(TrainerBuilder builder, Backend backend, Parameters gradients, Arena arena) {
    this.backend = backend;
    this.source = builder.parameters;
    this.parameters = builder.parameters.flat();
    this.gradients = gradients.flat();
    this.accumulate = builder.accumulate;
    this.clipNorm = builder.clipNorm;
    this.clipValue = builder.clipValue;
    this.keep = builder.average;
    this.direction =
        accumulate == 1
            ? this.gradients
            : backend.allocate(arena, DType.F32, this.gradients.shape());
    this.average = keep > 0 ? Optional.of(source.copy(arena)) : Optional.empty();
    int tensors = builder.optimizer.state().size();
    for (ParameterGroup group : builder.groups) {
      tensors = Math.max(tensors, group.optimizer().state().size());
    }
    for (int i = 0; i < tensors; i++) {
      state.add(backend.allocate(arena, DType.F32, parameters.shape()));
    }
    layOut(builder);
  }

  private void layOut(TrainerBuilder builder) {
    List<Optimizer> optimizers = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    for (Parameters.Entry entry : source.entries()) {
      if (entry.spec().trained()) {
        Optimizer optimizer = optimizer(builder, entry);
        if (optimizers.isEmpty() || optimizers.getLast() != optimizer) {
          long offset = entry.tensor().segment().address() - parameters.segment().address();
          optimizers.add(optimizer);
          begins.add((int) (offset / Float.BYTES));
        }
      }
    }
    for (int i = 0; i < optimizers.size(); i++) {
      int end = i + 1 < begins.size() ? begins.get(i + 1) : parameters.cols();
      add(optimizers.get(i), begins.get(i), end - begins.get(i));
    }
  }

  private static Optimizer optimizer(TrainerBuilder builder, Parameters.Entry entry) {
    for (ParameterGroup group : builder.groups) {
      if (group.members().test(entry)) {
        return group.optimizer();
      }
    }
    return builder.optimizer;
  }

  private void add(Optimizer optimizer, int from, int count) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < optimizer.state().size(); i++) {
      Tensor tensor = state.get(i).columns(from, count);
      backend.arithmetic().fill((float) optimizer.initial(optimizer.state().get(i)), tensor);
      tensors.add(tensor);
    }
    double[] each = new double[optimizer.numbers().size()];
    java.util.Arrays.fill(each, 1);
    numbers.add(each);
    stretches.add(
        new Stretch(
            optimizer,
            parameters.columns(from, count),
            direction.columns(from, count),
            new OptimizerState(tensors, each)));
  }

  /**
   * Takes the gradients of one batch, and updates the parameters if it was the last one to wait
   * for.
   *
   * @param rates the rates of this update
   */
  void step(Rates rates) {
    Arithmetic arithmetic = backend.arithmetic();
    if (accumulate > 1) {
      arithmetic.add(direction, gradients, direction);
      held++;
      if (held < accumulate) {
        return;
      }
      arithmetic.scale(1f / accumulate, direction, direction);
    }
    clip();
    updates++;
    for (int i = 0; i < stretches.size(); i++) {
      Stretch s = stretches.get(i);
      double rate = rates.of(s.optimizer.rate(), updates - 1);
      s.optimizer.update(backend.updates(), s.parameters, s.gradients, s.state, rate, updates);
    }
    if (accumulate > 1) {
      arithmetic.fill(0, direction);
      held = 0;
    }
    if (average.isPresent()) {
      Parameters mean = average.get();
      backend.updates().average(mean.flat(), parameters, keep);
      MemorySegment buffers = source.buffers().segment();
      MemorySegment.copy(buffers, 0, mean.buffers().segment(), 0, buffers.byteSize());
    }
  }

  private void clip() {
    if (clipValue < Double.POSITIVE_INFINITY) {
      backend.arithmetic().clamp(direction, (float) -clipValue, (float) clipValue, direction);
    }
    if (clipNorm < Double.POSITIVE_INFINITY) {
      double factor = clipNorm / (norm() + NORM_EPSILON);
      if (factor < 1) {
        backend.arithmetic().scale((float) factor, direction, direction);
      }
    }
  }

  private double norm() {
    return Math.sqrt(backend.reductions().sumOfSquares(direction));
  }

  long updates() {
    return updates;
  }

  Optional<Parameters> average() {
    return average;
  }

  /** Everything that is remembered, for a checkpoint. */
  void save(TrainingState.Writer to) {
    for (int i = 0; i < state.size(); i++) {
      to.tensor("optimizer." + i, state.get(i));
    }
    for (int i = 0; i < numbers.size(); i++) {
      for (int j = 0; j < numbers.get(i).length; j++) {
        to.number("optimizer." + i + "." + j, numbers.get(i)[j]);
      }
    }
    if (accumulate > 1) {
      to.tensor("accumulated", direction);
    }
    if (average.isPresent()) {
      to.tensor("average", average.get().flat());
      to.tensor("average.buffers", average.get().buffers());
    }
    to.count("updates", updates);
    to.count("held", held);
  }

  /** Takes everything back. */
  void restore(TrainingState from) {
    for (int i = 0; i < state.size(); i++) {
      from.copyTo("optimizer." + i, state.get(i));
    }
    for (int i = 0; i < numbers.size(); i++) {
      for (int j = 0; j < numbers.get(i).length; j++) {
        numbers.get(i)[j] = from.number("optimizer." + i + "." + j);
      }
    }
    if (accumulate > 1) {
      from.copyTo("accumulated", direction);
    }
    if (average.isPresent()) {
      from.copyTo("average", average.get().flat());
      from.copyTo("average.buffers", average.get().buffers());
    }
    updates = from.count("updates");
    held = (int) from.count("held");
  }
}
