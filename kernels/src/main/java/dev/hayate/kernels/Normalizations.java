package dev.hayate.kernels;

/**
 * Operations that bring rows or columns to a common scale. Operands are float32 and contiguous;
 * those that do not fit, or share memory where they must not, throw {@link
 * IllegalArgumentException} before anything is written. A NaN or an infinity makes NaN of what is
 * scaled together with it: the row, the channel or the group.
 */
public abstract class Normalizations {
  /** For backends. */
  protected Normalizations() {}

  /**
   * {@code y[i, j] = exp(x[i, j] - max_i) / sum_j exp(x[i, j] - max_i)} over the last dimension, as
   * {@code torch.softmax(x, -1)}. Stable: logits of any finite size give finite results. A row that
   * holds a NaN, a positive infinity, or nothing but negative infinities becomes NaN throughout.
   *
   * @param y the shape of x; may be x itself
   * @throws IllegalArgumentException if an operand is not float32 and contiguous, shapes differ, or
   *     operands overlap in part
   */
  public final void softmax(Tensor x, Tensor y) {
    checkPair("softmax", x, y);
    exponentials(x, y);
  }

  /**
   * The gradient of {@link #softmax}: {@code dx[i, j] = y[i, j] (dy[i, j] - sum_j dy[i, j] y[i,
   * j])}.
   *
   * @param y the output of {@link #softmax}
   * @param dx may be dy or y itself
   */
  public final void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
    checkTriple("softmax backward", y, dy, dx);
    exponentialsGradient(y, dy, dx);
  }

  /**
   * {@code y[i, j] = x[i, j] - max_i - log sum_j exp(x[i, j] - max_i)} over the last dimension, as
   * {@code torch.log_softmax(x, -1)}. NaN and infinities as for {@link #softmax}.
   *
   * @param y the shape of x; may be x itself
   */
  public final void logSoftmax(Tensor x, Tensor y) {
    checkPair("log_softmax", x, y);
    logarithms(x, y);
  }

  /**
   * The gradient of {@link #logSoftmax}: {@code dx[i, j] = dy[i, j] - exp(y[i, j]) sum_j dy[i, j]}.
   *
   * @param y the output of {@link #logSoftmax}
   * @param dx may be dy or y itself
   */
  public final void logSoftmaxBackward(Tensor y, Tensor dy, Tensor dx) {
    checkTriple("log_softmax backward", y, dy, dx);
    logarithmsGradient(y, dy, dx);
  }

  /**
   * {@code y[i, j] = (x[i, j] - mean[j]) / deviation[j]}; a column whose deviation is 0 is only
   * centred, as scikit-learn's {@code StandardScaler} does. Elements stand for themselves: NaN and
   * infinities go no further.
   *
   * @param mean one element for each column, sharing no memory with y
   * @param deviation one element for each column, sharing no memory with y
   * @param y the shape of x; may be x itself
   */
  public final void standardize(Tensor x, Tensor mean, Tensor deviation, Tensor y) {
    checkPair("standardize", x, y);
    checkColumns("mean", mean, x, y);
    checkColumns("deviation", deviation, x, y);
    center(x, mean, deviation, y);
  }

  private static void checkColumns(String name, Tensor tensor, Tensor x, Tensor y) {
    Operands.dense("standardize", name, tensor);
    Operands.size("standardize", name, tensor, x.cols(), "one for each column of x");
    Operands.disjoint("standardize", name, tensor, "y", y);
  }

  private static void checkPair(String operation, Tensor x, Tensor y) {
    Operands.dense(operation, "x", x);
    Operands.dense(operation, "y", y);
    Operands.sameShape(operation, "x", x, "y", y);
    Operands.sameOrDisjoint(operation, "x", x, "y", y);
  }

  private static void checkTriple(String operation, Tensor y, Tensor dy, Tensor dx) {
    Operands.dense(operation, "y", y);
    Operands.dense(operation, "dy", dy);
    Operands.dense(operation, "dx", dx);
    Operands.sameShape(operation, "y", y, "dy", dy);
    Operands.sameShape(operation, "y", y, "dx", dx);
    Operands.sameOrDisjoint(operation, "y", y, "dx", dx);
    Operands.sameOrDisjoint(operation, "dy", dy, "dx", dx);
  }

  /** {@link #softmax} with checked operands. */
  protected abstract void exponentials(Tensor x, Tensor y);

  /** {@link #softmaxBackward} with checked operands. */
  protected abstract void exponentialsGradient(Tensor y, Tensor dy, Tensor dx);

  /** {@link #logSoftmax} with checked operands. */
  protected abstract void logarithms(Tensor x, Tensor y);

  /** {@link #logSoftmaxBackward} with checked operands. */
  protected abstract void logarithmsGradient(Tensor y, Tensor dy, Tensor dx);

  /** {@link #standardize} with checked operands. */
  protected abstract void center(Tensor x, Tensor mean, Tensor deviation, Tensor y);

  /**
   * Batch normalisation in training (Ioffe and Szegedy, 2015), as {@code torch.nn.BatchNorm1d}:
   * every channel is brought to mean 0 and variance 1 over the batch, by the variance divided by
   * the count, then scaled and shifted: {@code y = (x - mean) scale weight + bias} with {@code
   * scale = 1 / sqrt(variance + epsilon)}. The running statistics move towards the batch's, {@code
   * running = (1 - momentum) running + momentum batch}, with the variance divided by the count less
   * 1. Moments are made in two passes. An empty x changes nothing.
   *
   * @param norm the parameters; mean and scale are written for the way back
   * @param momentum from 0, which leaves the running statistics, to 1, which makes them the batch's
   * @param x any shape of a multiple of {@code channels * inner} elements, see {@link ChannelNorm}
   * @param y the shape of x, sharing no memory with it
   * @throws IllegalArgumentException if operands do not fit or a channel has just one element
   */
  public final void batchNorm(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    norm.check("batch norm", x, y);
    norm.checkWritten("batch norm");
    Operands.disjoint("batch norm", "x", x, "y", y);
    if (x.size() / norm.channels() == 1) {
      throw Operands.refuse(
          "batch norm",
          "x is " + x.describe() + ": expected more than one value for each channel in training");
    }
    standardizeChannels(norm, momentum, x, y);
  }

  /**
   * The gradients of {@link #batchNorm}: with {@code n = (x - mean) scale}, {@code dweight = sum dy
   * n}, {@code dbias = sum dy} and {@code dx = weight scale (dy - (dbias + n dweight) / count)}.
   *
   * @param norm with the mean and scale that the way forward left
   * @param x the input
   * @param dy the gradient with respect to the output, the shape of x
   * @param dx the shape of x; may be dy itself, and shares no memory with x
   * @param dweight one element for each channel, overwritten
   * @param dbias one element for each channel, overwritten
   */
  public final void batchNormBackward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    checkGradients("batch norm backward", norm, x, dy, dx, dweight, dbias);
    standardizeChannelsGradient(norm, x, dy, dx, dweight, dbias);
  }

  /**
   * Batch normalisation in evaluation, by the running statistics: {@code y = (x - runningMean)
   * weight / sqrt(runningVariance + epsilon) + bias}. Elements stand for themselves: NaN and
   * infinities go no further. Nothing but y is written.
   *
   * @param y the shape of x; may be x itself
   */
  public final void batchNormFixed(ChannelNorm norm, Tensor x, Tensor y) {
    norm.check("batch norm", x, y);
    scaleChannels(norm, x, y);
  }

  /** The gradients of {@link #batchNormFixed}; operands as for {@link #batchNormBackward}. */
  public final void batchNormFixedBackward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    checkGradients("batch norm backward", norm, x, dy, dx, dweight, dbias);
    scaleChannelsGradient(norm, x, dy, dx, dweight, dbias);
  }

  /**
   * Normalisation of stretches of consecutive elements: {@code torch.nn.LayerNorm} (Ba, Kiros and
   * Hinton, 2016), {@code GroupNorm} (Wu and He, 2018) and {@code RMSNorm} (Zhang and Sennrich,
   * 2019), see {@link GroupNorm}: {@code y = (x - mean) scale weight + bias} with {@code scale = 1
   * / sqrt(variance + epsilon)}, the mean 0 if it is not {@linkplain GroupNorm#centred taken off}.
   *
   * @param norm the parameters; mean and scale are written for the way back
   * @param x any shape of whole stretches
   * @param y the shape of x; may be x itself
   */
  public final void groupNorm(GroupNorm norm, Tensor x, Tensor y) {
    norm.check("group norm", x, y);
    norm.checkWritten("group norm", x);
    standardizeGroups(norm, x, y);
  }

  /**
   * The gradients of {@link #groupNorm}: with {@code n = (x - mean) scale} and {@code g = dy
   * weight}, {@code dweight = sum dy n}, {@code dbias = sum dy} and {@code dx = scale (g - (sum g +
   * n sum g n) / length)}, where {@code sum g} falls away if the mean is not taken off.
   *
   * @param norm with the mean and scale that the way forward left
   * @param x the input
   * @param dy the gradient with respect to the output, the shape of x
   * @param dx the shape of x; may be dy itself, and shares no memory with x
   * @param dweight the shape of the weight, overwritten
   * @param dbias the shape of the bias, overwritten
   */
  public final void groupNormBackward(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    norm.check("group norm backward", x, dx);
    Operands.disjoint("group norm backward", "x", x, "dx", dx);
    Operands.pairOfOneShape("group norm backward", "dy", dy, "dx", dx);
    Operands.pairOfOneShape("group norm backward", "weight", norm.weight(), "dweight", dweight);
    Operands.pairOfOneShape("group norm backward", "bias", norm.bias(), "dbias", dbias);
    norm.checkGradient("group norm backward", "dweight", dweight);
    norm.checkGradient("group norm backward", "dbias", dbias);
    checkApart("group norm backward", x, dy, dx, dweight, dbias);
    standardizeGroupsGradient(norm, x, dy, dx, dweight, dbias);
  }

  private static void checkGradients(
      String operation,
      ChannelNorm norm,
      Tensor x,
      Tensor dy,
      Tensor dx,
      Tensor dweight,
      Tensor dbias) {
    norm.check(operation, x, dx);
    Operands.disjoint(operation, "x", x, "dx", dx);
    Operands.pairOfOneShape(operation, "dy", dy, "dx", dx);
    Operands.pairOfOneShape(operation, "weight", norm.weight(), "dweight", dweight);
    Operands.pairOfOneShape(operation, "bias", norm.bias(), "dbias", dbias);
    norm.checkGradient(operation, "dweight", dweight);
    norm.checkGradient(operation, "dbias", dbias);
    checkApart(operation, x, dy, dx, dweight, dbias);
  }

  private static void checkApart(
      String operation, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    Operands.disjoint(operation, "x", x, "dweight", dweight);
    Operands.disjoint(operation, "x", x, "dbias", dbias);
    Operands.disjoint(operation, "dy", dy, "dweight", dweight);
    Operands.disjoint(operation, "dy", dy, "dbias", dbias);
    Operands.disjoint(operation, "dx", dx, "dweight", dweight);
    Operands.disjoint(operation, "dx", dx, "dbias", dbias);
    Operands.disjoint(operation, "dweight", dweight, "dbias", dbias);
  }

  /** {@link #batchNorm} with checked operands. */
  protected abstract void standardizeChannels(
      ChannelNorm norm, double momentum, Tensor x, Tensor y);

  /** {@link #batchNormBackward} with checked operands. */
  protected abstract void standardizeChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias);

  /** {@link #batchNormFixed} with checked operands. */
  protected abstract void scaleChannels(ChannelNorm norm, Tensor x, Tensor y);

  /** {@link #batchNormFixedBackward} with checked operands. */
  protected abstract void scaleChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias);

  /** {@link #groupNorm} with checked operands. */
  protected abstract void standardizeGroups(GroupNorm norm, Tensor x, Tensor y);

  /** {@link #groupNormBackward} with checked operands. */
  protected abstract void standardizeGroupsGradient(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias);
}
