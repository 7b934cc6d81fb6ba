package dev.hayate.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Losses over a batch, with their gradients. The sum is made in double and rounded once. The loss
 * is written to a tensor of one element, so that a device need not be waited for. An empty batch
 * has a loss of NaN, as PyTorch's mean of nothing.
 *
 * <p>Operands that do not fit, or share memory where they must not, throw {@link
 * IllegalArgumentException} before anything is written. A NaN among the predictions that count
 * makes the loss NaN, and in the gradient the elements, or the rows, that it belongs to.
 */
public abstract class Losses {
  private static final String CROSS_ENTROPY = "cross entropy";
  private static final String SQUARED_ERROR = "mean squared error";

  /** Stands for weights of samples, or for a gradient, that are not there. */
  public static final Tensor NONE = Tensor.wrap(MemorySegment.NULL, Shape.of(0));

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

  /**
   * A loss that is a sum over elements, and its gradient: {@code loss = sum_ij samples[i]
   * columns[j] f(x[i, j], target[i, j])}, divided by the number of elements for {@link
   * Reduction#MEAN}.
   *
   * @param x float32, any shape
   * @param target the shape of x
   * @param samples a factor for each row, or {@link #NONE}
   * @param loss one element
   * @param gradient the shape of x, or {@link #NONE}; may be x itself
   * @throws IllegalArgumentException if operands do not fit
   */
  public final void pointwise(
      PointLoss f,
      Reduction reduction,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient) {
    Operands.dense(f.name(), "x", x);
    Operands.dense(f.name(), "target", target);
    Operands.sameShape(f.name(), "x", x, "target", target);
    f.check(x.cols());
    columns.check(f.name(), x.cols());
    checkRest(f.name(), x, target, samples, loss, gradient);
    if (gradient != NONE) {
      Operands.sameOrDisjoint(f.name(), "x", x, "gradient", gradient);
    }
    sumElements(f, reduction, columns, x, target, samples, loss, gradient);
  }

  /**
   * A loss of whole rows, and its gradient: {@code loss = sum_i samples[i] f(x[i], target[i])},
   * divided by the sum of the rows' {@linkplain RowLoss#share shares} for {@link Reduction#MEAN}.
   *
   * @param x float32, {@code [n, columns]}
   * @param target {@code n} rows of {@link RowLoss#targetColumns}, of {@link RowLoss#targetType}
   * @param samples a factor for each row, or {@link #NONE}
   * @param loss one element
   * @param gradient the shape of x, or {@link #NONE}; shares no memory with the others
   * @throws IllegalArgumentException if operands do not fit or a target is out of range
   */
  public final void rowwise(
      RowLoss f,
      Reduction reduction,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient) {
    Operands.dense(f.name(), "x", x);
    Operands.type(f.name(), "target", target, f.targetType());
    Operands.contiguous(f.name(), "target", target);
    long wanted = (long) x.rows() * f.targetColumns(x.cols());
    Operands.size(f.name(), "target", target, wanted, "as many as the rows of x need");
    checkRest(f.name(), x, target, samples, loss, gradient);
    if (gradient != NONE) {
      Operands.disjoint(f.name(), "x", x, "gradient", gradient);
    }
    for (int row = 0; row < x.rows(); row++) {
      f.check(x, target, row);
    }
    sumRows(f, reduction, x, target, samples, loss, gradient);
  }

  private static void checkRest(
      String operation, Tensor x, Tensor target, Tensor samples, Tensor loss, Tensor gradient) {
    checkLoss(operation, loss);
    Operands.disjoint(operation, "x", x, "loss", loss);
    Operands.disjoint(operation, "target", target, "loss", loss);
    Operands.disjoint(operation, "samples", samples, "loss", loss);
    if (samples != NONE) {
      Operands.dense(operation, "samples", samples);
      Operands.size(operation, "samples", samples, x.rows(), "one for each row of x");
    }
    if (gradient != NONE) {
      Operands.dense(operation, "gradient", gradient);
      Operands.sameShape(operation, "x", x, "gradient", gradient);
      Operands.disjoint(operation, "target", target, "gradient", gradient);
      Operands.disjoint(operation, "samples", samples, "gradient", gradient);
      Operands.disjoint(operation, "loss", loss, "gradient", gradient);
    }
  }

  /** {@link #pointwise} with checked operands. */
  protected abstract void sumElements(
      PointLoss f,
      Reduction reduction,
      Weights columns,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient);

  /** {@link #rowwise} with checked operands. */
  protected abstract void sumRows(
      RowLoss f,
      Reduction reduction,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor loss,
      Tensor gradient);
}
