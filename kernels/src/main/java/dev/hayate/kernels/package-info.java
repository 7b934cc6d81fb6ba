/**
 * Tensors on off-heap memory and the operations on them.
 *
 * <p>A {@link dev.hayate.kernels.Tensor} is memory with a shape; a {@link
 * dev.hayate.kernels.Backend}, found by {@link dev.hayate.kernels.Backends}, hands out families of
 * operations on tensors. Every public operation checks its operands once, before it touches memory,
 * and then calls the backend's own code: no backend sees operands that do not fit. No operation
 * allocates once it is compiled, takes a lock, or touches a byte outside its operands.
 */
package dev.hayate.kernels;
