package dev.hayate.nn.train;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a training run depends on, between two steps: what {@link Trainer#state} gives
 * and {@link Trainer#restore} takes. A run that goes on from it makes the same parameters, byte for
 * byte, as one that was never stopped.
 *
 * @param tensors float32, views of the trainer's own memory where the trainer gave them
 * @param texts counts in decimal, and numbers as the hexadecimal bits of a double
 */
public record TrainingState(Map<String, Tensor> tensors, Map<String, String> texts) {
  /** Copies the maps, not the tensors. */
  public TrainingState {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** Collects a state. */
  static final class Writer {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    void tensor(String name, Tensor tensor) {
      tensors.put(name, tensor);
    }

    void number(String name, double value) {
      texts.put(name, Long.toHexString(Double.doubleToRawLongBits(value)));
    }

    void count(String name, long value) {
      texts.put(name, Long.toString(value));
    }

    TrainingState state() {
      return new TrainingState(tensors, texts);
    }
  }

  void copyTo(String name, Tensor to) {
    Tensor from = tensors.get(name);
    if (from == null || from.size() != to.size()) {
      throw new IllegalArgumentException(
          "training state: tensor "
              + name
              + ": expected "
              + to.size()
              + " elements, found "
              + (from == null ? "none of that name" : from.describe()));
    }
    MemorySegment.copy(from.segment(), 0, to.segment(), 0, to.segment().byteSize());
  }

  double number(String name) {
    String text = text(name);
    try {
      return Double.longBitsToDouble(Long.parseUnsignedLong(text, 16));
    } catch (NumberFormatException e) {
      throw wrong(name, "16 hexadecimal digits", text, e);
    }
  }

  /** A count, which is not negative. */
  long count(String name) {
    long count = whole(name);
    if (count < 0) {
      throw new IllegalArgumentException(
          "training state: " + name + ": expected a count, found " + count);
    }
    return count;
  }

  /** A whole number of either sign. */
  long whole(String name) {
    String text = text(name);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number", text, e);
    }
  }

  private static IllegalArgumentException wrong(
      String name, String expected, String found, NumberFormatException cause) {
    return new IllegalArgumentException(
        "training state: " + name + ": expected " + expected + ", found \"" + found + '"', cause);
  }

  private String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("training state: " + name + ": expected one of that name");
    }
    return text;
  }
}
