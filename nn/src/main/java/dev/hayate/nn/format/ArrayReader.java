package dev.hayate.nn.format;

/**
 * Reads runs of an array's elements, where and when they are wanted: from a mapped file no more
 * than the pages that hold them. Runs of one length again and again allocate nothing. Belongs to
 * one thread at a time.
 */
public final class ArrayReader {
  private final StoredArray array;
  private final Widening widening = new Widening();

  /**
   * A reader of a row-major array.
   *
   * @throws IllegalArgumentException if the first index runs fastest
   */
  public ArrayReader(StoredArray array) {
    if (array.isColumnMajor()) {
      throw new IllegalArgumentException(array + ": expected the last index to run fastest");
    }
    this.array = array;
  }

  /**
   * Elements of any type, rounded once to the nearest float32.
   *
   * @param first the first element's place in the order of the shape
   * @throws IndexOutOfBoundsException if the elements are not all in the array and in {@code to}
   */
  public void floats(long first, float[] to, int count) {
    widening.floats(
        array.type(), array.data(), first * array.type().bytes(), array.order(), to, count);
  }

  /**
   * Whole numbers and truth values; unsigned 64-bit ones keep their bits.
   *
   * @param first the first element's place in the order of the shape
   * @throws IllegalArgumentException if the elements are floats
   * @throws IndexOutOfBoundsException if the elements are not all in the array and in {@code to}
   */
  public void longs(long first, long[] to, int count) {
    widening.longs(
        array.type(), array.data(), first * array.type().bytes(), array.order(), to, count);
  }
}
