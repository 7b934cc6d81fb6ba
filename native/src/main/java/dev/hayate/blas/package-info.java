/**
 * The backend {@code openblas}: matrix products by OpenBLAS, everything else by the {@code vector}
 * backend. The settings are those of {@link dev.hayate.blas.OpenBlasProvider}.
 */
package dev.hayate.blas;
