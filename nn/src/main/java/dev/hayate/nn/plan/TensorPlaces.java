package dev.hayate.nn.plan;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Output;
import dev.hayate.nn.layer.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where in a plan's memory each value, its gradient and each addend of one lie: in bytes from its
 * beginning, the same for every batch up to the largest.
 *
 * <p>Time runs from 0, when the inputs are there, through the operations forward, then the losses,
 * then the operations backward; outputs live to the end. {@link MemoryLayout} lets tensors share
 * memory whose lives in this time do not overlap.
 */
final class TensorPlaces {
  private final Model model;
  private final List<Operation> operations;
  private final Plan.Purpose purpose;
  private final int batch;
  private final boolean[] learns;
  private final Map<Integer, Integer> valueBuffers = new HashMap<>();
  private final Map<Integer, Integer> gradientBuffers = new HashMap<>();
  private final Map<Contribution, Integer> addendBuffers = new HashMap<>();
  private final Map<Integer, Activation> finished = new HashMap<>();
  private final long[] offsets;

  /** One input of one operation: a place that adds to the gradient of the value read there. */
  private record Contribution(int operation, int input) {}

  /**
   * Lays everything out.
   *
   * @param chains operations that may run as one
   * @param batch the largest
   */
  TensorPlaces(
      Model model,
      List<Operation> operations,
      Plan.Purpose purpose,
      Optional<Chains> chains,
      int batch) {
    this.model = model;
    this.operations = operations;
    this.purpose = purpose;
    this.batch = batch;
    this.learns = new boolean[model.nodes().size()];
    MemoryLayout layout = new MemoryLayout();
    layOutValues(layout, chains);
    if (purpose.learns()) {
      layOutGradients(layout);
    }
    this.offsets = layout.place();
  }

  private void layOutValues(MemoryLayout layout, Optional<Chains> chains) {
    int[] lastUse = new int[model.nodes().size()];
    for (int t = 0; t < operations.size(); t++) {
      Operation operation = operations.get(t);
      lastUse[operation.output()] = t;
      for (int input : operation.inputs()) {
        lastUse[input] = t;
      }
    }
    // A chain that runs as one operation reads its input to the end.
    for (int t = 0; chains.isPresent() && t < operations.size(); t++) {
      for (int input : operations.get(t).inputs()) {
        lastUse[input] = Math.max(lastUse[input], chains.get().end(t) - 1);
      }
    }
    Set<Integer> outputs =
        model.outputs().stream().map(Output::node).collect(Collectors.toUnmodifiableSet());
    for (int t = 0; t < operations.size(); t++) {
      int value = operations.get(t).output();
      int begin = model.nodes().get(value).isInput() ? 0 : t;
      int end = purpose.learns() ? backwardTime(t) : lastUse[value];
      if (outputs.contains(value)) {
        end = backwardTime(0);
      }
      valueBuffers.put(value, layout.add(bytes(value), begin, end));
    }
  }

  private void layOutGradients(MemoryLayout layout) {
    for (Operation operation : operations) {
      learns[operation.output()] =
          operation.layer().isTrained()
              || (purpose.reachesInputs()
                  && operation.layer() instanceof Input
                  && operation.layer().outputType() == DType.F32)
              || operation.inputs().stream().anyMatch(input -> learns[input]);
    }
    int[] firstUse = firstUses(layout);
    for (int t = 0; t < operations.size(); t++) {
      int value = operations.get(t).output();
      if (learns[value]) {
        int end = backwardTime(model.nodes().get(value).isInput() ? 0 : t);
        gradientBuffers.put(value, layout.add(bytes(value), firstUse[value], end));
      }
    }
  }

  /**
   * When each value's gradient is written first; where more than one operation adds to it, those
   * behind the first write an addend.
   */
  private int[] firstUses(MemoryLayout layout) {
    boolean[] written = new boolean[model.nodes().size()];
    int[] firstUse = new int[model.nodes().size()];
    for (Output output : model.outputs()) {
      written[output.node()] = true;
      firstUse[output.node()] = operations.size();
    }
    for (int t = operations.size() - 1; t >= 0; t--) {
      Operation operation = operations.get(t);
      if (!learns[operation.output()]) {
        continue;
      }
      for (int i = 0; i < operation.inputs().size(); i++) {
        int input = operation.inputs().get(i);
        if (!learns[input]) {
          continue;
        }
        if (written[input]) {
          finished.remove(input);
          int buffer = layout.add(bytes(input), backwardTime(t), backwardTime(t));
          addendBuffers.put(new Contribution(t, i), buffer);
        } else {
          written[input] = true;
          firstUse[input] = backwardTime(t);
          if (operation.layer().finishesInputGradients()) {
            lastActivation(input).ifPresent(f -> finished.put(input, f));
          }
        }
      }
    }
    return firstUse;
  }

  private Optional<Activation> lastActivation(int value) {
    return operations.stream()
        .filter(operation -> operation.output() == value)
        .findFirst()
        .flatMap(operation -> operation.layer().lastActivation());
  }

  private int backwardTime(int operation) {
    return 2 * operations.size() - operation;
  }

  private long bytes(int value) {
    return model.nodes().get(value).shape().batched(batch).size() * Float.BYTES;
  }

  /** The size of the whole memory. */
  long bytes() {
    return offsets[offsets.length - 1];
  }

  /** Whether a value has a gradient. */
  boolean learns(int value) {
    return learns[value];
  }

  /**
   * Where a value lies.
   *
   * @throws java.util.NoSuchElementException if it was fused away
   */
  long value(int value) {
    return offset(valueBuffers, value).orElseThrow();
  }

  /** Where a value's gradient lies. */
  OptionalLong gradient(int value) {
    return offset(gradientBuffers, value);
  }

  /** Where what one input of an operation adds to a gradient lies, if another wrote it first. */
  OptionalLong addend(int operation, int input) {
    return offset(addendBuffers, new Contribution(operation, input));
  }

  private <K> OptionalLong offset(Map<K, Integer> buffers, K key) {
    Integer buffer = buffers.get(key);
    return buffer == null ? OptionalLong.empty() : OptionalLong.of(offsets[buffer]);
  }

  /**
   * The activation through which the gradient of a value goes as it is written: that of the layer
   * which made the value, where one operation alone writes the gradient and can do that.
   */
  Optional<Activation> finishedBy(int value) {
    return Optional.ofNullable(finished.get(value));
  }
}
