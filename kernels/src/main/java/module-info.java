/** Tensors on off-heap memory, and the operations on them. */
module dev.hayate.kernels {
  requires jdk.incubator.vector;
}
