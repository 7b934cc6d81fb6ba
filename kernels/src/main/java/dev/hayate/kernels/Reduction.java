package dev.hayate.kernels;

/** How the losses of a batch become one number. */
public enum Reduction {
  /** Their mean, over what the loss itself counts: elements, rows, or the weights of classes. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Their sum divided by the number of rows: PyTorch's {@code batchmean}. */
  BATCH_MEAN
}
