/**
 * OpenBLAS, by generated bindings, as the backend {@code openblas}. Reached through {@link
 * dev.hayate.kernels.Backends} alone.
 */
module dev.hayate.blas {
  requires transitive dev.hayate.kernels;

  exports dev.hayate.blas;

  provides dev.hayate.kernels.BackendProvider with
      dev.hayate.blas.OpenBlasProvider;
}
