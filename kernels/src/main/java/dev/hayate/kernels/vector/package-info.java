/**
 * The default backend: kernels written with the Vector API, in the widest vectors that the machine
 * prefers. Nothing outside this package knows a CPU vector.
 *
 * <p>Tails are masked, so that every element goes through the same arithmetic wherever it stands in
 * its tensor: results do not depend on how a batch is split.
 */
package dev.hayate.kernels.vector;
