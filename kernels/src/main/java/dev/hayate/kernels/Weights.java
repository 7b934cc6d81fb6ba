package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Factors by class or by column. Immutable and safe to share. */
public final class Weights {
  /** So many elements can be read of {@link #floats} from the place of any factor on. */
  public static final int RUN = 1024;

  /** The most bytes that a backend may read beyond a run, to make whole vectors of it. */
  private static final int SLACK = 256;

  /** A factor of 1 everywhere. */
  public static final Weights NONE = new Weights(new double[0]);

  private final double[] values;

  /** Made when it is first asked for; should several threads do so at once, it is made again. */
  private MemorySegment floats = MemorySegment.NULL;

  private Weights(double[] values) {
    this.values = values;
  }

  private static MemorySegment repeated(double[] values) {
    int period = Math.max(1, values.length);
    float[] floats = new float[period + RUN + SLACK / Float.BYTES];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.length == 0 ? 1 : (float) values[i % period];
    }
    MemorySegment segment =
        Arena.ofAuto().allocate((long) floats.length * Float.BYTES, Tensor.ALIGNMENT);
    MemorySegment.copy(floats, 0, segment, ValueLayout.JAVA_FLOAT, 0, floats.length);
    return segment.asReadOnly();
  }

  /**
   * One factor for each class or column.
   *
   * @throws IllegalArgumentException if there is none, or one is negative, infinite or NaN
   */
  public static Weights of(double... values) {
    for (double value : values) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weights: " + Arrays.toString(values) + ": expected finite numbers of 0 or more");
      }
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("weights: expected at least one");
    }
    return new Weights(values.clone());
  }

  /** The factor of one class or column. */
  public double at(int index) {
    return values.length == 0 ? 1 : values[index];
  }

  /** Whether all factors are 1 because none were given. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** The number of factors; 0 for {@link #NONE}. */
  public int size() {
    return values.length;
  }

  /** A copy of the factors; empty for {@link #NONE}. */
  public double[] values() {
    return values.clone();
  }

  /**
   * The factors rounded to float32, for backends that read many at a time: one after the other and
   * again from the first one, {@link #RUN} more than there are; ones for {@link #NONE}. Read-only.
   */
  public MemorySegment floats() {
    MemorySegment made = floats;
    if (made.byteSize() == 0) {
      made = repeated(values);
      floats = made;
    }
    return made;
  }

  void check(String operation, int count) {
    if (values.length != 0 && values.length != count) {
      throw Operands.refuse(
          operation, values.length + " weights: expected one for each of " + count);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
