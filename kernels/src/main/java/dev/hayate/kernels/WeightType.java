package dev.hayate.kernels;

import java.lang.foreign.Arena;

/**
 * How the weights of a dense layer are kept: as they are, or in fewer bits. A column of weights,
 * all those of one output, is cut into words of 32 bits, each of one, two or four consecutive
 * inputs, the first in the lowest bits; what is left of the last word is zero.
 */
public enum WeightType {
  /** Float32, unchanged. */
  F32(1) {
    @Override
    float scale(float largest) {
      return 1;
    }

    @Override
    public int word(float[] weights, float scale) {
      return Float.floatToRawIntBits(weights[0]);
    }

    @Override
    public double weight(int word, int place, float scale) {
      return Float.intBitsToFloat(word);
    }
  },

  /** Bfloat16: the upper half of a float32, rounded to nearest, ties to even; NaN stays NaN. */
  BF16(2) {
    @Override
    float scale(float largest) {
      return 1;
    }

    @Override
    public int word(float[] weights, float scale) {
      return (upper(weights[1]) << 16) | upper(weights[0]);
    }

    private int upper(float weight) {
      int bits = Float.floatToRawIntBits(weight);
      if (Float.isNaN(weight)) {
        return (bits >>> 16) | 0x40;
      }
      return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
    }

    @Override
    public double weight(int word, int place, float scale) {
      return Float.intBitsToFloat(place == 0 ? word << 16 : word & 0xFFFF0000);
    }
  },

  /**
   * Eight bits and a scale for each column, a 127th of its largest weight. A weight is read by
   * shifting its byte to the top of the word, as a signed number of 32 bits: the bytes below it add
   * a fraction of a step. It is known when the byte is chosen, and rounded for; so every weight is
   * off by half a step at most, as it would be without, and reading takes one instruction less.
   */
  I8(4) {
    @Override
    float scale(float largest) {
      return largest / 127;
    }

    @Override
    public int word(float[] weights, float scale) {
      if (scale == 0) {
        return 0;
      }
      int word = 0;
      for (int place = 0; place < 4; place++) {
        double fraction = (word & 0xFFFFFFFFL) * 0x1p-32;
        long step = Math.round((double) weights[place] / scale - fraction);
        word = (Math.clamp(step, -128, 127) << 24) | (word >>> 8);
      }
      return word;
    }

    @Override
    public double weight(int word, int place, float scale) {
      return (word << (24 - 8 * place)) * 0x1p-24 * scale;
    }
  };

  private final int perWord;

  WeightType(int perWord) {
    this.perWord = perWord;
  }

  /** The weights in a word. */
  public int perWord() {
    return perWord;
  }

  /** The scale of a column by its largest weight, sign aside. */
  abstract float scale(float largest);

  /**
   * Puts consecutive weights of a column into a word.
   *
   * @param weights {@link #perWord} of them
   * @param scale the column's
   */
  public abstract int word(float[] weights, float scale);

  /**
   * A weight as it is used.
   *
   * @param place 0 for the first of the word
   * @param scale the column's
   */
  public abstract double weight(int word, int place, float scale);

  /**
   * The scale of a column of weights.
   *
   * @param weights {@code [in, out]}
   * @throws IllegalArgumentException if a weight that is to be scaled is not finite
   */
  public float scale(Tensor weights, int column) {
    float largest = 0;
    for (int row = 0; row < weights.rows(); row++) {
      float size = Math.abs(weights.get(row, column));
      if (this == I8 && !Float.isFinite(size)) {
        throw new IllegalArgumentException(
            "pack: weight [" + row + ", " + column + "] is " + size + ": expected a finite number");
      }
      largest = Math.max(largest, size);
    }
    return scale(largest);
  }

  /**
   * Consecutive weights of a column as a word.
   *
   * @param weights {@code [in, out]}
   * @param number the word's number in its column; past the end it is zero
   * @param scratch for {@link #perWord} numbers
   */
  public int word(Tensor weights, int column, int number, float scale, float[] scratch) {
    for (int place = 0; place < perWord; place++) {
      int row = number * perWord + place;
      scratch[place] = row < weights.rows() ? weights.get(row, column) : 0;
    }
    return word(scratch, scale);
  }

  /**
   * The weights as they are once they were kept in this type.
   *
   * @param weights {@code [in, out]}
   * @param arena owns the copy
   * @throws IllegalArgumentException if a weight that is to be scaled is not finite
   */
  public Tensor rounded(Tensor weights, Arena arena) {
    Tensor rounded = Tensor.allocate(arena, DType.F32, weights.shape());
    float[] scratch = new float[perWord];
    for (int column = 0; column < weights.cols(); column++) {
      float scale = scale(weights, column);
      for (int row = 0; row < weights.rows(); row++) {
        int word = word(weights, column, row / perWord, scale, scratch);
        rounded.set(row, column, (float) weight(word, row % perWord, scale));
      }
    }
    return rounded;
  }
}
