package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;

import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.vector.VectorPerceptron.Layer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Puts a layer's weights, scales and biases where {@link VectorPerceptron} reads them, and into the
 * arrays of {@link PlainPerceptron} where there are any.
 */
final class LayerPacking {
  private static final int QUAD = 4;

  /** The vectors of a strip, at most. */
  private static final int WIDEST = 4;

  /** The float32 weights that are packed at a time. */
  private static final int PACKED = 256 * 1024;

  private LayerPacking() {}

  /**
   * Packs a layer.
   *
   * @param memory where the layer's places are
   */
  static void pack(
      Dense dense, Layer layer, MemorySegment memory, Optional<PlainPerceptron.Layer> plainLayer) {
    if (layer.type == WeightType.F32) {
      packFloats(dense, layer, memory, plainLayer);
    } else {
      packWords(dense, layer, memory, plainLayer);
    }
  }

  /**
   * Float32 weights; no scale is read. They go by arrays, many rows at a time: a copy from or to a
   * segment takes the interpreter, which packs the first model, longer than one between arrays.
   */
  private static void packFloats(
      Dense dense, Layer layer, MemorySegment memory, Optional<PlainPerceptron.Layer> plainLayer) {
    if (dense.epilogue().hasBias()) {
      float[] biases = new float[layer.out];
      read(dense.epilogue().bias().segment(), 0, biases, 0, layer.out);
      MemorySegment.copy(biases, 0, memory, FLOAT, layer.biases, biases.length);
      plainLayer.ifPresent(of -> System.arraycopy(biases, 0, of.biases, 0, biases.length));
    }
    int most = Math.clamp(PACKED / Math.max(layer.out, 1), 1, Math.max(layer.in, 1));
    float[] rows = new float[Math.multiplyExact(most, layer.out)];
    float[] packed = new float[Math.multiplyExact(most, WIDEST * LANES)];
    for (int input = 0; input < layer.in; input += most) {
      int count = Math.min(most, layer.in - input);
      readRows(dense.weight(), input, count, rows);
      for (int strip = 0;
          strip < layer.vectors;
          strip += VectorPerceptron.width(layer.vectors - strip)) {
        int width = VectorPerceptron.width(layer.vectors - strip) * LANES;
        int from = strip * LANES;
        int columns = Math.min(width, layer.out - from);
        if (columns < width) {
          Arrays.fill(packed, 0, count * width, 0);
        }
        for (int row = 0; row < count; row++) {
          System.arraycopy(rows, row * layer.out + from, packed, row * width, columns);
        }
        long at = layer.words + layer.vector() * layer.quads * strip + 4L * width * input;
        MemorySegment.copy(packed, 0, memory, FLOAT, at, count * width);
      }
      if (plainLayer.isPresent()) {
        for (int row = 0; row < count; row++) {
          plainLayer.get().row(input + row, rows, row * layer.out);
        }
      }
    }
  }

  /** Reads rows of a matrix, one behind the other. */
  private static void readRows(Tensor from, int first, int count, float[] to) {
    long at = 4L * first * from.stride();
    if (from.stride() == from.cols()) {
      read(from.segment(), at, to, 0, count * from.cols());
      return;
    }
    for (int row = 0; row < count; row++) {
      read(from.segment(), at + 4L * row * from.stride(), to, row * from.cols(), from.cols());
    }
  }

  private static void read(MemorySegment from, long offset, float[] to, int at, int count) {
    MemorySegment.copy(from, FLOAT, offset, to, at, count);
  }

  /** Weights of fewer bits, word by word; the scales are those of whole numbers of 24 more bits. */
  private static void packWords(
      Dense dense, Layer layer, MemorySegment memory, Optional<PlainPerceptron.Layer> plainLayer) {
    WeightType type = layer.type;
    Tensor weight = dense.weight();
    float[] scratch = new float[type.perWord()];
    int wordsOfQuad = QUAD / type.perWord();
    for (int column = 0; column < layer.out; column++) {
      float scale = type.scale(weight, column);
      memory.set(ValueLayout.JAVA_FLOAT, layer.scales + 4L * column, scale * 0x1p-24f);
      if (type == WeightType.I8 && plainLayer.isPresent()) {
        plainLayer.get().scales[column] = scale * 0x1p-24f;
      }
      if (dense.epilogue().hasBias()) {
        float bias = dense.epilogue().bias().segment().getAtIndex(ValueLayout.JAVA_FLOAT, column);
        memory.set(ValueLayout.JAVA_FLOAT, layer.biases + 4L * column, bias);
        if (plainLayer.isPresent()) {
          plainLayer.get().biases[column] = bias;
        }
      }
      int strip = strip(layer.vectors, column / LANES);
      int width = VectorPerceptron.width(layer.vectors - strip);
      long at = layer.words + layer.vector() * layer.quads * strip + 4L * (column - strip * LANES);
      for (int number = 0; number < layer.quads * wordsOfQuad; number++) {
        int word = type.word(weight, column, number, scale, scratch);
        memory.set(ValueLayout.JAVA_INT, at, word);
        if (plainLayer.isPresent()) {
          plainLayer.get().word(type, column, number, word);
        }
        at += width * BYTES;
      }
    }
  }

  /** The first vector of the strip that a vector is in. */
  private static int strip(int vectors, int vector) {
    int first = 0;
    while (first + VectorPerceptron.width(vectors - first) <= vector) {
      first += VectorPerceptron.width(vectors - first);
    }
    return first;
  }
}
