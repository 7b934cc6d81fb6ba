package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Something that runs operations on tensors, given out by kind, so that one backend can replace one
 * family and keep another's ({@link ForwardingBackend}). Obtained from {@link Backends}.
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

  /** Chains of dense layers for few samples; here by this backend's {@link #products}. */
  default Perceptrons perceptrons() {
    return Perceptrons.layered(this);
  }

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

  /**
   * Multiplies and adds in registers alone, with every independent sum that a core can work on at a
   * time: the yardstick of everything else that the calling thread computes. Its result is checked,
   * so that no compiler can leave it out.
   *
   * @param rounds of a few hundred operations, from 1 to 8,192
   * @return the floating-point operations that were done
   * @throws IllegalArgumentException if there are too few or too many rounds for an exact check
   */
  long multiplyAdds(int rounds);

  /** For backends: refuses rounds of {@link #multiplyAdds} whose sum would not be exact. */
  static int checkedRounds(int rounds) {
    if (rounds < 1 || rounds > 8192) {
      throw new IllegalArgumentException(
          "multiplyAdds: rounds is " + rounds + ": expected 1 to 8192");
    }
    return rounds;
  }

  /** Ends the team of threads, if there is one. Closing twice does nothing. */
  @Override
  void close();
}
