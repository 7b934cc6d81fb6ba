package dev.hayate.kernels;

/**
 * What batch normalisation works with, beside its data: all are float32, contiguous, with one
 * element for each channel, and share no memory with each other. Element i of the data belongs to
 * channel {@code i / inner mod channels}.
 *
 * @param weight the factor after normalisation
 * @param bias added after normalisation
 * @param runningMean the mean that evaluation uses
 * @param runningVariance the variance that evaluation uses
 * @param mean scratch: the mean of the last training batch
 * @param scale scratch: {@code 1 / sqrt(variance + epsilon)} of the last training batch
 * @param inner consecutive elements of one channel: 1 for a batch of vectors
 * @param epsilon added to the variance
 */
public record ChannelNorm(
    Tensor weight,
    Tensor bias,
    Tensor runningMean,
    Tensor runningVariance,
    Tensor mean,
    Tensor scale,
    int inner,
    double epsilon) {
  /** The number of channels. */
  public int channels() {
    return weight.cols();
  }

  void check(String operation, Tensor x, Tensor y) {
    Operands.pairOfOneShape(operation, "x", x, "y", y);
    checkOne(operation, "weight", weight, x, y);
    checkOne(operation, "bias", bias, x, y);
    checkOne(operation, "running mean", runningMean, x, y);
    checkOne(operation, "running variance", runningVariance, x, y);
    checkOne(operation, "mean", mean, x, y);
    checkOne(operation, "scale", scale, x, y);
    long period = weight.size() * inner;
    if (inner < 1 || weight.size() < 1 || x.size() % period != 0) {
      throw Operands.refuse(
          operation,
          Operands.pair("x", x, "weight", weight)
              + ", inner is "
              + inner
              + ": expected a multiple of their product");
    }
  }

  /** Refuses memory that is written in training and shared with any other of these tensors. */
  void checkWritten(String operation) {
    checkApart(operation, "mean", mean);
    checkApart(operation, "scale", scale);
    Operands.disjoint(operation, "mean", mean, "scale", scale);
    checkRunning(operation, "running mean", runningMean);
    checkRunning(operation, "running variance", runningVariance);
    Operands.disjoint(operation, "running mean", runningMean, "running variance", runningVariance);
  }

  /** Refuses a gradient that shares memory with these tensors. */
  void checkGradient(String operation, String name, Tensor gradient) {
    checkApart(operation, name, gradient);
    Operands.disjoint(operation, "mean", mean, name, gradient);
    Operands.disjoint(operation, "scale", scale, name, gradient);
  }

  private void checkApart(String operation, String name, Tensor tensor) {
    checkRunning(operation, name, tensor);
    Operands.disjoint(operation, "running mean", runningMean, name, tensor);
    Operands.disjoint(operation, "running variance", runningVariance, name, tensor);
  }

  private void checkRunning(String operation, String name, Tensor tensor) {
    Operands.disjoint(operation, "weight", weight, name, tensor);
    Operands.disjoint(operation, "bias", bias, name, tensor);
  }

  private void checkOne(String operation, String name, Tensor tensor, Tensor x, Tensor y) {
    Operands.dense(operation, name, tensor);
    Operands.size(operation, name, tensor, weight.size(), "one for each channel");
    Operands.disjoint(operation, "x", x, name, tensor);
    Operands.disjoint(operation, "y", y, name, tensor);
  }
}
