package dev.hayate.kernels.vector;

import java.lang.foreign.MemorySegment;

/** Code for one row that was made for one form of {@link VectorPerceptron}. Stateless. */
interface RowCode {
  /**
   * Runs a layer and those behind it.
   *
   * @param x the first layer's inputs, at {@code xt}
   * @param weights what all layers are packed in
   * @param s scratch memory, where the layers before this one left what they put out
   * @param y room for the last layer's outputs, at {@code yt}
   */
  void run(
      MemorySegment x, long xt, MemorySegment weights, MemorySegment s, MemorySegment y, long yt);
}
