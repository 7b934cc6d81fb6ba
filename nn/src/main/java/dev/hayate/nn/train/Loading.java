package dev.hayate.nn.train;

import dev.hayate.kernels.DType;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.loss.Loss;
import java.util.function.BooleanSupplier;

/**
 * How a trainer's rows that are not in memory are read.
 *
 * @param model of which the first input and output take the rows
 * @param loss of that output
 * @param batch how many rows make one step
 * @param prefetch how many batches are read ahead
 * @param buffer among how many rows sequential ones are shuffled
 */
record Loading(Model model, Loss loss, int batch, int prefetch, int buffer) {
  /**
   * Begins to read.
   *
   * @param stopped whether nobody wants more
   * @throws IllegalArgumentException if the model does not take such rows
   */
  Loader begin(Rows rows, RowOrder order, Loader.Span span, BooleanSupplier stopped) {
    check(rows);
    return new Loader(
        rows,
        owner -> Draws.of(rows, order, buffer, owner),
        loss.targetType(),
        batch,
        prefetch,
        span,
        stopped);
  }

  private void check(Rows rows) {
    long features = model.inputShape(0).size();
    long targets = loss.targetShape(model.outputShape(0)).size();
    DType type = loss.targetType();
    if (rows.featureCount() != features
        || rows.targetCount() != targets
        || (type == DType.I32 && !rows.isClassification())) {
      throw new IllegalArgumentException(
          "rows: expected "
              + features
              + " features and "
              + targets
              + " targets of "
              + type
              + ", found "
              + rows.featureCount()
              + " and "
              + rows.targetCount()
              + " of "
              + rows.targetType());
    }
  }
}
