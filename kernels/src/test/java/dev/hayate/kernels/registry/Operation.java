package dev.hayate.kernels.registry;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.registry.Operand.Role;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A row of the registry: one operation in one form. Immutable. */
final class Operation {
  /** Runs the operation on operands in the row's order. */
  @FunctionalInterface
  interface Call {
    void run(Backend backend, Tensor[] operands);
  }

  /** Makes a call that can be repeated, with what it needs beside its operands made once. */
  @FunctionalInterface
  interface Preparation {
    Runnable prepare(Backend backend, Tensor[] operands, Arena arena);
  }

  /** The operation in double, with its bounds. */
  @FunctionalInterface
  interface Definition {
    /**
     * Fills in what is expected of every operand that is written.
     *
     * @param dims the sizes, in the order of the row's letters
     * @param before what the operands hold, row-major; NaN in those that are only written
     * @param after at first what is in {@code before}
     */
    void define(int[] dims, double[][] before, Expectation[] after);
  }

  final String name;
  final String letters;
  final List<Operand> operands;
  final Preparation preparation;
  final Definition definition;

  /** Pairs of operands that may be the same memory: a written one, and one that is read. */
  final List<int[]> aliases;

  private final Predicate<int[]> legal;

  private Operation(Builder builder, Definition definition) {
    name = builder.name;
    letters = builder.letters;
    operands = List.copyOf(builder.operands);
    aliases = List.copyOf(builder.aliases);
    legal = builder.legal;
    preparation = builder.preparation;
    this.definition = definition;
  }

  /**
   * Begins a row.
   *
   * @param letters a letter for each dimension, as in {@code mnk}
   */
  static Builder named(String name, String letters) {
    return new Builder(name, letters);
  }

  /** Whether the operation takes operands of such sizes. */
  boolean takes(int[] dims) {
    return legal.test(dims);
  }

  /** The size that a letter stands for; a digit stands for itself. */
  int size(char letter, int[] dims) {
    return Character.isDigit(letter) ? letter - '0' : dims[letters.indexOf(letter)];
  }

  /** How many turns it takes until every range of every operand was had. */
  int ranges() {
    return operands.stream()
        .mapToInt(operand -> Math.max(1, operand.ranges().size()))
        .max()
        .orElse(1);
  }

  int rows(Operand operand, int[] dims) {
    return size(operand.shape().charAt(0), dims);
  }

  int cols(Operand operand, int[] dims) {
    return operand
        .shape()
        .chars()
        .skip(1)
        .map(letter -> size((char) letter, dims))
        .reduce(1, (a, b) -> a * b);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects a row. */
  static final class Builder {
    private final String name;
    private final String letters;
    private final List<Operand> operands = new ArrayList<>();
    private final List<int[]> aliases = new ArrayList<>();
    private Predicate<int[]> legal = dims -> true;
    private Preparation preparation =
        (backend, operands, arena) -> {
          throw new IllegalStateException("a row without a call");
        };

    private Builder(String name, String letters) {
      this.name = name;
      this.letters = letters;
    }

    /** An operand that is read. */
    Builder in(String operand, String shape, Values... ranges) {
      operands.add(new Operand(operand, Role.IN, shape, List.of(ranges), ' ', false));
      return this;
    }

    /** An operand of integers from 0 to one below a dimension. */
    Builder ints(String operand, String shape, char below) {
      operands.add(new Operand(operand, Role.IN, shape, List.of(), below, false));
      return this;
    }

    /** An operand that is written. */
    Builder out(String operand, String shape) {
      operands.add(new Operand(operand, Role.OUT, shape, List.of(), ' ', false));
      return this;
    }

    /** An operand of integers that is written. */
    Builder outInts(String operand, String shape) {
      operands.add(new Operand(operand, Role.OUT, shape, List.of(), '1', false));
      return this;
    }

    /** What a call returns, which the row puts into an operand of the test's own. */
    Builder returned(String operand) {
      operands.add(new Operand(operand, Role.RETURNED, "11", List.of(), ' ', false));
      return this;
    }

    /** An operand that is read and written. */
    Builder changed(String operand, String shape, Values... ranges) {
      operands.add(new Operand(operand, Role.CHANGED, shape, List.of(ranges), ' ', false));
      return this;
    }

    /** The operand just given may have gaps between its rows. */
    Builder strided() {
      Operand last = operands.removeLast();
      operands.add(
          new Operand(last.name(), last.role(), last.shape(), last.ranges(), last.below(), true));
      return this;
    }

    /** The operand just given may be the same memory as an earlier one that is read. */
    Builder mayBe(String other) {
      for (int i = 0; i < operands.size(); i++) {
        if (operands.get(i).name().equals(other)) {
          aliases.add(new int[] {operands.size() - 1, i});
          return this;
        }
      }
      throw new IllegalArgumentException(name + ": no operand " + other);
    }

    /** Leaves out sizes that the operation refuses. */
    Builder where(Predicate<int[]> condition) {
      legal = condition;
      return this;
    }

    Builder calls(Call call) {
      preparation = (backend, operands, arena) -> () -> call.run(backend, operands);
      return this;
    }

    Builder prepares(Preparation preparation) {
      this.preparation = preparation;
      return this;
    }

    Operation gives(Definition definition) {
      return new Operation(this, definition);
    }
  }
}
