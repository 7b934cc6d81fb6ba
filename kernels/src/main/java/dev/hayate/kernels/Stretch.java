package dev.hayate.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weights on their way by one rule: the weights, their gradient, what the rule remembers of them,
 * and what the next step goes by. Made once and used for every step, since all that a step needs to
 * know of its operands is checked here: they are float32, contiguous, of one shape, and share no
 * memory.
 *
 * <p>Belongs to one thread at a time. The memory is the caller's, and must outlive it.
 */
public final class Stretch {
  private final UpdateRule rule;
  private final List<Tensor> state;
  private final List<MemorySegment> segments;
  private final MemorySegment weights;
  private final MemorySegment gradient;
  private final double[] numbers;
  private final long size;
  private double rate;
  private long step;
  private double factor = 1;

  /**
   * A stretch.
   *
   * @param weights what each step changes
   * @param gradient read by each step, never written
   * @param state one for each name in {@link UpdateRule#state()}, changed by each step
   * @param numbers one for each name in {@link UpdateRule#numbers()}, changed by each step; kept,
   *     not copied
   * @throws IllegalArgumentException if operands do not fit, or there are more or fewer of them
   *     than the rule keeps
   */
  public Stretch(
      UpdateRule rule, Tensor weights, Tensor gradient, List<Tensor> state, double[] numbers) {
    String name = rule.name();
    if (state.size() != rule.state().size() || numbers.length != rule.numbers().size()) {
      throw Operands.refuse(
          name,
          "found "
              + state.size()
              + " tensors and "
              + numbers.length
              + " numbers: expected "
              + rule.state()
              + " and "
              + rule.numbers());
    }
    List<Tensor> all = new ArrayList<>(List.of(weights, gradient));
    all.addAll(state);
    List<String> names = new ArrayList<>(List.of("weights", "gradient"));
    names.addAll(rule.state());
    for (int i = 0; i < all.size(); i++) {
      Operands.dense(name, names.get(i), all.get(i));
      for (int j = 0; j < i; j++) {
        Operands.sameShape(name, names.get(j), all.get(j), names.get(i), all.get(i));
        Operands.disjoint(name, names.get(j), all.get(j), names.get(i), all.get(i));
      }
    }
    this.rule = rule;
    this.state = List.copyOf(state);
    this.segments = all.stream().map(Tensor::segment).toList();
    this.weights = weights.segment();
    this.gradient = gradient.segment();
    this.numbers = numbers;
    this.size = weights.size();
  }

  /**
   * A stretch before its first step, as far as its numbers go.
   *
   * @param state zeros, or what {@link UpdateRule#initial} says
   * @throws IllegalArgumentException as the constructor does
   */
  public static Stretch of(UpdateRule rule, Tensor weights, Tensor gradient, Tensor... state) {
    double[] numbers = new double[rule.numbers().size()];
    Arrays.fill(numbers, 1);
    return new Stretch(rule, weights, gradient, List.of(state), numbers);
  }

  /**
   * Says what the next step goes by.
   *
   * @param rate its learning rate
   * @param step its number, from 1
   * @return this
   * @throws IllegalArgumentException if the step is below 1, or the rate negative, infinite or NaN
   */
  public Stretch at(double rate, long step) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw Operands.refuse(
          rule.name(), "rate is " + rate + ": expected a finite number of 0 or more");
    }
    if (step < 1) {
      throw Operands.refuse(rule.name(), "step is " + step + ": expected 1 or more");
    }
    this.rate = rate;
    this.step = step;
    return this;
  }

  /**
   * Says what the gradient is multiplied by as it is read, from the next step on: 1 at first. A
   * clipped or averaged gradient needs no pass of its own.
   *
   * @return this
   */
  public Stretch times(double factor) {
    this.factor = factor;
    return this;
  }

  /** The rule that the weights follow. */
  public UpdateRule rule() {
    return rule;
  }

  /** The number of weights. */
  public long size() {
    return size;
  }

  /** The learning rate of the next step. */
  public double rate() {
    return rate;
  }

  /** The number of the next step. */
  public long step() {
    return step;
  }

  /** What the gradient is multiplied by as it is read. */
  public double factor() {
    return factor;
  }

  /** The memory of the weights, of the gradient, and of each kept tensor, in this order. */
  public List<MemorySegment> segments() {
    return segments;
  }

  /**
   * A number by the place of its name in {@link UpdateRule#numbers()}.
   *
   * @throws IndexOutOfBoundsException if the rule has no such number
   */
  public double number(int index) {
    return numbers[index];
  }

  /**
   * Sets a number.
   *
   * @throws IndexOutOfBoundsException if the rule has no such number
   */
  public void number(int index, double value) {
    numbers[index] = value;
  }

  /**
   * A weight.
   *
   * @throws IndexOutOfBoundsException if there is no such weight
   */
  public double weight(long i) {
    return get(weights, i);
  }

  /**
   * Sets a weight, rounded to float32.
   *
   * @throws IndexOutOfBoundsException if there is no such weight
   */
  public void weight(long i, double value) {
    set(weights, i, value);
  }

  /**
   * The gradient by a weight, multiplied by the factor.
   *
   * @throws IndexOutOfBoundsException if there is no such weight
   */
  public double gradient(long i) {
    return factor * get(gradient, i);
  }

  /**
   * What is kept of a weight in a tensor, by the place of its name in {@link UpdateRule#state()}.
   *
   * @throws IndexOutOfBoundsException if there is no such tensor or weight
   */
  public double state(int index, long i) {
    return get(state.get(index).segment(), i);
  }

  /**
   * Sets what is kept of a weight, rounded to float32.
   *
   * @throws IndexOutOfBoundsException if there is no such tensor or weight
   */
  public void state(int index, long i, double value) {
    set(state.get(index).segment(), i, value);
  }

  private static double get(MemorySegment segment, long i) {
    return segment.get(ValueLayout.JAVA_FLOAT, i * Float.BYTES);
  }

  private static void set(MemorySegment segment, long i, double value) {
    segment.set(ValueLayout.JAVA_FLOAT, i * Float.BYTES, (float) value);
  }
}
