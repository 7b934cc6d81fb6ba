package dev.hayate.nn.train;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.UpdateRule;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.optim.Optimizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From gradients to the next parameters: accumulation, clipping, the optimizers of all groups, and
 * the average. Neighbouring parameters of one group are updated in one pass.
 */
final class Descent {
  /** Added to a norm that is divided by, as PyTorch does. */
  private static final double NORM_EPSILON = 1e-6;

  /**
   * Neighbouring parameters of one group.
   *
   * @param rate the group's learning rate before any schedule
   * @param stretch the parameters, with what their optimizer remembers
   */
  private record Part(double rate, Stretch stretch) {}

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
  private final List<Part> parts = new ArrayList<>();
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
    int tensors = builder.optimizer.rule().state().size();
    for (ParameterGroup group : builder.groups) {
      tensors = Math.max(tensors, group.optimizer().rule().state().size());
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
    UpdateRule rule = optimizer.rule();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < rule.state().size(); i++) {
      Tensor tensor = state.get(i).columns(from, count);
      backend.arithmetic().fill((float) rule.initial(i, optimizer.rate()), tensor);
      tensors.add(tensor);
    }
    double[] each = new double[rule.numbers().size()];
    Arrays.fill(each, 1);
    numbers.add(each);
    Tensor weights = parameters.columns(from, count);
    Stretch stretch = new Stretch(rule, weights, direction.columns(from, count), tensors, each);
    parts.add(new Part(optimizer.rate(), stretch));
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
    }
    double factor = clip(1.0 / accumulate);
    updates++;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      double rate = rates.of(part.rate, updates - 1);
      backend.updates().step(part.stretch.at(rate, updates).times(factor));
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

  /**
   * What each gradient is multiplied by as its update reads it, so that a mean over batches and a
   * norm's clipping need no pass of their own.
   *
   * @param factor what makes a mean of the sum of gradients
   */
  private double clip(double factor) {
    if (clipValue < Double.POSITIVE_INFINITY) {
      float limit = (float) (clipValue / factor);
      backend.arithmetic().clamp(direction, -limit, limit, direction);
    }
    if (clipNorm < Double.POSITIVE_INFINITY) {
      double clipped = clipNorm / (factor * norm() + NORM_EPSILON);
      return clipped < 1 ? factor * clipped : factor;
    }
    return factor;
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
