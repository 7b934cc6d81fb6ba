/** Tensors on off-heap memory, and the operations on them. Leans on the JDK alone. */
@SuppressWarnings("module") // dev.hayate.blas is compiled after this one
module dev.hayate.kernels {
  requires jdk.incubator.vector;

  exports dev.hayate.kernels;
  exports dev.hayate.kernels.activation;
  exports dev.hayate.kernels.loss;
  exports dev.hayate.kernels.update;
  exports dev.hayate.kernels.parallel to
      dev.hayate.blas;

  uses dev.hayate.kernels.BackendProvider;

  provides dev.hayate.kernels.BackendProvider with
      dev.hayate.kernels.scalar.ScalarProvider,
      dev.hayate.kernels.vector.VectorProvider;
}
