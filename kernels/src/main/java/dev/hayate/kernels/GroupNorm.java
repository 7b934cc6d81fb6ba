package dev.hayate.kernels;

/**
 * What layer, group and root-mean-square normalisation work with, beside their data. The data is
 * cut into stretches of {@code length} consecutive elements, each normalised by itself; element j
 * of stretch r takes weight and bias number {@code ((r mod groups) length + j) / inner}.
 *
 * <p>Layer normalisation has one group, an inner of 1 and the length of the weight; group
 * normalisation of {@code [n, c, ...]} has an inner of the size of one channel and a length of
 * {@code c / groups} channels.
 *
 * @param weight the factor after normalisation, float32
 * @param bias added after normalisation, float32, as many
 * @param mean scratch, float32, one element for each stretch
 * @param scale scratch likewise: {@code 1 / sqrt(variance + epsilon)}
 * @param groups stretches in one sample
 * @param inner consecutive elements of one weight
 * @param centred whether the mean is taken off first; without, it is root-mean-square normalisation
 * @param epsilon added to the variance, or to the mean square
 */
public record GroupNorm(
    Tensor weight,
    Tensor bias,
    Tensor mean,
    Tensor scale,
    int groups,
    int inner,
    boolean centred,
    double epsilon) {
  /** The number of elements that are normalised together. */
  public int length() {
    return (int) (weight.size() * inner / groups);
  }

  void check(String operation, Tensor x, Tensor y) {
    Operands.pairOfOneShape(operation, "x", x, "y", y);
    Operands.dense(operation, "weight", weight);
    Operands.dense(operation, "bias", bias);
    Operands.size(operation, "bias", bias, weight.size(), "as many as weights");
    if (groups < 1 || inner < 1 || weight.size() < 1 || weight.size() % groups != 0) {
      throw Operands.refuse(
          operation,
          "weight is "
              + weight.describe()
              + ", groups is "
              + groups
              + ", inner "
              + inner
              + ": expected as many weights in each group");
    }
    if (x.size() % length() != 0) {
      throw Operands.refuse(
          operation,
          Operands.pair("x", x, "weight", weight) + ": expected a multiple of " + length());
    }
    long stretches = x.size() / length();
    Operands.dense(operation, "mean", mean);
    Operands.dense(operation, "scale", scale);
    Operands.size(operation, "mean", mean, stretches, "one for each stretch");
    Operands.size(operation, "scale", scale, stretches, "one for each stretch");
    Operands.disjoint(operation, "weight", weight, "y", y);
    Operands.disjoint(operation, "bias", bias, "y", y);
    Operands.disjoint(operation, "mean", mean, "y", y);
    Operands.disjoint(operation, "scale", scale, "y", y);
  }

  /** Refuses memory that is written on the way forward and shared with what is read. */
  void checkWritten(String operation, Tensor x) {
    Operands.disjoint(operation, "x", x, "mean", mean);
    Operands.disjoint(operation, "x", x, "scale", scale);
    checkApart(operation, "mean", mean);
    checkApart(operation, "scale", scale);
    Operands.disjoint(operation, "mean", mean, "scale", scale);
  }

  /** Refuses a gradient that shares memory with these tensors. */
  void checkGradient(String operation, String name, Tensor gradient) {
    checkApart(operation, name, gradient);
    Operands.disjoint(operation, "mean", mean, name, gradient);
    Operands.disjoint(operation, "scale", scale, name, gradient);
  }

  private void checkApart(String operation, String name, Tensor tensor) {
    Operands.disjoint(operation, "weight", weight, name, tensor);
    Operands.disjoint(operation, "bias", bias, name, tensor);
  }
}
