/** Tensors on off-heap memory, the operations on them, and the backends that run them. */
package dev.hayate.kernels;
