package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Something that runs operations on tensors, given out by kind, so that one backend can replace one
 * family and keep another's. Obtained from {@link Backends}.
 *
 * <p>The families are stateless but for the team of threads behind them, and may be used by many
 * threads at once; after {@link #close()} they still work, on the calling thread alone.
 */
public interface Backend extends AutoCloseable {
  /** The name by which it is chosen: {@code scalar}, {@code vector} and so on. */
  String name();

  /** The number of threads that a large operation may use, the caller's own among them. */
  int threads();

  /**
   * A zeroed tensor that this backend's operations can work on. On a backend of the CPU that is
   * {@link Tensor#allocate(Arena, DType, Shape)}.
   */
  default Tensor allocate(Arena arena, DType type, Shape shape) {
    return Tensor.allocate(arena, type, shape);
  }

  /**
   * Copies ordinary memory into a tensor of this backend.
   *
   * @param host contiguous
   * @param tensor the host's type and number of elements, contiguous
   * @throws IllegalArgumentException if types or sizes differ
   */
  default void upload(Tensor host, Tensor tensor) {
    Operands.transfer("upload", host, tensor);
    MemorySegment.copy(host.segment(), 0, tensor.segment(), 0, host.segment().byteSize());
  }

  /**
   * Copies a tensor of this backend into ordinary memory, waiting for what is still computing it.
   *
   * @param tensor contiguous
   * @param host the tensor's type and number of elements, contiguous
   * @throws IllegalArgumentException if types or sizes differ
   */
  default void download(Tensor tensor, Tensor host) {
    Operands.transfer("download", tensor, host);
    MemorySegment.copy(tensor.segment(), 0, host.segment(), 0, tensor.segment().byteSize());
  }

  /** Matrix products. */
  Products products();

  /** Activation functions. */
  Activations activations();

  /** Sums and copies. */
  Arithmetic arithmetic();

  /** Softmax and standardisation. */
  Normalizations normalizations();

  /** Losses and their gradients. */
  Losses losses();

  /** Sums, moments and maxima. */
  Reductions reductions();

  /** Optimizer steps. */
  Updates updates();

  /** Rows by number. */
  Indexing indexing();

  /** Random numbers. */
  Random random();

  /** Ends the team of threads, if there is one. Closing twice does nothing. */
  @Override
  void close();
}
