package dev.hayate.kernels;

/**
 * Losses, averaged over the batch, with their gradients. The sum is made in double and rounded
 * once. The loss is written to a tensor of one element, so that a device need not be waited for. An
 * empty batch has a loss of NaN, as PyTorch's mean of nothing.
 */
public abstract class Losses {
  private static final String CROSS_ENTROPY = "cross entropy";
  private static final String SQUARED_ERROR = "mean squared error";

  /** For backends. */
  protected Losses() {}

  /**
   * {@code loss = mean_i (log sum_j exp(x[i, j]) - x[i, classes[i]])}, as {@code
   * torch.nn.CrossEntropyLoss} on class indices.
   *
   * @param logits {@code [n, classes]}
   * @param classes int32, {@code n} elements from 0 to {@code classes - 1}
   * @param loss one element, sharing no memory with the other operands
   * @throws IllegalArgumentException if types or shapes do not fit or a class is out of range
   */
  public final void crossEntropy(Tensor logits, Tensor classes, Tensor loss) {
    checkCrossEntropy(logits, classes, loss);
    logLikelihood(logits, classes, loss);
  }

  /**
   * {@link #crossEntropy} and its gradient {@code (softmax(x)[i, j] - (j == classes[i])) / n} in
   * one pass.
   *
   * @param gradient the shape of the logits; may be the logits themselves
   */
  public final void crossEntropy(Tensor logits, Tensor classes, Tensor loss, Tensor gradient) {
    checkCrossEntropy(logits, classes, loss);
    checkGradient(CROSS_ENTROPY, "logits", logits, gradient);
    Operands.disjoint(CROSS_ENTROPY, "classes", classes, "gradient", gradient);
    Operands.disjoint(CROSS_ENTROPY, "loss", loss, "gradient", gradient);
    logLikelihood(logits, classes, loss, gradient);
  }

  /**
   * {@code loss = mean_ij (prediction[i, j] - target[i, j])^2}, as {@code torch.nn.MSELoss}.
   *
   * @param prediction any shape
   * @param target the shape of the prediction
   * @param loss one element, sharing no memory with the other operands
   */
  public final void meanSquaredError(Tensor prediction, Tensor target, Tensor loss) {
    checkSquaredError(prediction, target, loss);
    squaredError(prediction, target, loss);
  }

  /**
   * {@link #meanSquaredError} and its gradient {@code 2 (prediction - target) / size} in one pass.
   *
   * @param gradient the shape of the prediction; may be the prediction itself
   */
  public final void meanSquaredError(
      Tensor prediction, Tensor target, Tensor loss, Tensor gradient) {
    checkSquaredError(prediction, target, loss);
    checkGradient(SQUARED_ERROR, "prediction", prediction, gradient);
    Operands.disjoint(SQUARED_ERROR, "target", target, "gradient", gradient);
    Operands.disjoint(SQUARED_ERROR, "loss", loss, "gradient", gradient);
    squaredError(prediction, target, loss, gradient);
  }

  private void checkCrossEntropy(Tensor logits, Tensor classes, Tensor loss) {
    Operands.dense(CROSS_ENTROPY, "logits", logits);
    Operands.type(CROSS_ENTROPY, "classes", classes, DType.I32);
    Operands.contiguous(CROSS_ENTROPY, "classes", classes);
    Operands.size(CROSS_ENTROPY, "classes", classes, logits.rows(), "one for each row of logits");
    checkLoss(CROSS_ENTROPY, loss);
    Operands.disjoint(CROSS_ENTROPY, "logits", logits, "loss", loss);
    Operands.disjoint(CROSS_ENTROPY, "classes", classes, "loss", loss);
    checkClasses(logits, classes);
  }

  private static void checkSquaredError(Tensor prediction, Tensor target, Tensor loss) {
    Operands.dense(SQUARED_ERROR, "prediction", prediction);
    Operands.dense(SQUARED_ERROR, "target", target);
    Operands.sameShape(SQUARED_ERROR, "prediction", prediction, "target", target);
    checkLoss(SQUARED_ERROR, loss);
    Operands.disjoint(SQUARED_ERROR, "prediction", prediction, "loss", loss);
    Operands.disjoint(SQUARED_ERROR, "target", target, "loss", loss);
  }

  private static void checkLoss(String operation, Tensor loss) {
    Operands.dense(operation, "loss", loss);
    Operands.size(operation, "loss", loss, 1, "the mean over the batch");
  }

  private static void checkGradient(String operation, String name, Tensor x, Tensor gradient) {
    Operands.dense(operation, "gradient", gradient);
    Operands.sameShape(operation, name, x, "gradient", gradient);
    Operands.sameOrDisjoint(operation, name, x, "gradient", gradient);
  }

  /**
   * Refuses a class that is not a column of the logits. A backend whose tensors cannot be read from
   * here overrides this and reports such a class in its own way.
   */
  protected void checkClasses(Tensor logits, Tensor classes) {
    for (int row = 0; row < logits.rows(); row++) {
      int wanted = Indexing.intAt(classes, row);
      if (wanted < 0 || wanted >= logits.cols()) {
        throw Operands.refuse(
            CROSS_ENTROPY,
            "row " + row + " has class " + wanted + ": expected 0 to " + (logits.cols() - 1));
      }
    }
  }

  /** {@link #crossEntropy(Tensor, Tensor, Tensor)} with checked operands. */
  protected abstract void logLikelihood(Tensor logits, Tensor classes, Tensor loss);

  /** {@link #crossEntropy(Tensor, Tensor, Tensor, Tensor)} with checked operands. */
  protected abstract void logLikelihood(
      Tensor logits, Tensor classes, Tensor loss, Tensor gradient);

  /** {@link #meanSquaredError(Tensor, Tensor, Tensor)} with checked operands. */
  protected abstract void squaredError(Tensor prediction, Tensor target, Tensor loss);

  /** {@link #meanSquaredError(Tensor, Tensor, Tensor, Tensor)} with checked operands. */
  protected abstract void squaredError(
      Tensor prediction, Tensor target, Tensor loss, Tensor gradient);
}
