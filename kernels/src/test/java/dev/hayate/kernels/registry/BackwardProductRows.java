package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * Matrix products whose epilogue is the gradient of an activation, as in the backward pass.
 *
 * <p>The product is off as {@link ProductRows} says. A gradient is a derivative times that product,
 * so that its error grows by the derivative; what the gradient adds of its own is bounded for the
 * largest product that the error allows.
 */
final class BackwardProductRows {
  /** An infinite product would tell a derivative that float32 makes 0 from one that is small. */
  private static final Values FINITE =
      Values.sprinkled(
          ProductRows.ORDINARY, 60, Float.NaN, 0f, -0f, Float.MIN_VALUE, -1e-40f, 1e-25f);

  private BackwardProductRows() {}

  /** Where the derivative is exactly 0 or 1, products may be infinite too. */
  private static Values extreme(ActivationRows.Row row) {
    return row.activation() instanceof Relu ? ProductRows.EXTREME : FINITE;
  }

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>();
    for (ActivationRows.Row row : ActivationRows.ACTIVATIONS) {
      if (!(row.activation() instanceof Identity)) {
        rows.add(product(row, true, false));
      }
    }
    for (ActivationRows.Row row : ActivationRows.COMMON.subList(1, 4)) {
      rows.add(product(row, false, true));
      rows.add(finishing(row));
    }
    return rows;
  }

  private static Operation product(ActivationRows.Row row, boolean transposeB, boolean accumulate) {
    String form = "gemm a" + (transposeB ? " b'" : " b") + (accumulate ? " + c" : "");
    Operation.Builder operation =
        Operation.named(form + " " + row.activation().name() + " backward", "mnk")
            .in("a", "mk", ProductRows.ORDINARY, ProductRows.WIDE, extreme(row))
            .strided()
            .in("b", transposeB ? "nk" : "kn", ProductRows.ORDINARY, ProductRows.WIDE, extreme(row))
            .strided()
            .in("saved", "mn", ActivationRows.saved(row))
            .strided();
    if (accumulate) {
      operation.changed("c", "mn", ProductRows.ORDINARY, extreme(row)).strided();
    } else {
      operation.out("c", "mn").strided();
    }
    return operation
        .prepares(
            (backend, t, arena) -> {
              Epilogue epilogue = Epilogue.gradient(row.activation(), t[2]);
              return () ->
                  backend
                      .products()
                      .gemm(t[0], false, t[1], transposeB, accumulate, epilogue, t[3]);
            })
        .gives(
            (dims, before, after) -> define(row, transposeB, accumulate, dims, before, after[3]));
  }

  private static void define(
      ActivationRows.Row row,
      boolean transposeB,
      boolean accumulate,
      int[] dims,
      double[][] before,
      Expectation c) {
    int n = dims[1];
    int k = dims[2];
    for (int at = 0; at < dims[0] * n; at++) {
      double sum = 0;
      double size = 0;
      for (int p = 0; p < k; p++) {
        double right = before[1][transposeB ? at % n * k + p : p * n + at % n];
        double term = before[0][at / n * k + p] * right;
        sum += term;
        size += Math.abs(term);
      }
      if (accumulate) {
        sum += before[3][at];
        size += Math.abs(before[3][at]);
      }
      finish(row, before[2][at], sum, gamma(k + 1) * size + (k + 1) * TINY, c, at);
    }
  }

  /** The epilogue by itself. */
  private static Operation finishing(ActivationRows.Row row) {
    return Operation.named("finish " + row.activation().name() + " backward", "mn")
        .in("saved", "mn", ActivationRows.saved(row))
        .strided()
        .changed("c", "mn", ProductRows.ORDINARY, ProductRows.WIDE, extreme(row))
        .strided()
        .prepares(
            (backend, t, arena) -> {
              Epilogue epilogue = Epilogue.gradient(row.activation(), t[0]);
              return () -> backend.products().finish(epilogue, t[1]);
            })
        .gives(
            (dims, before, after) -> {
              for (int at = 0; at < before[1].length; at++) {
                finish(row, before[0][at], before[1][at], 0, after[1], at);
              }
            });
  }

  private static void finish(
      ActivationRows.Row row, double saved, double sum, double error, Expectation c, int index) {
    double result = row.gradient().applyAsDouble(saved, sum);
    double off = Double.isFinite(sum) ? error : 0;
    double carried = Math.abs(row.gradient().applyAsDouble(saved, off)) * (1 + gamma(8));
    double own = ActivationRows.within(result, row.gradientError(), saved, Math.abs(sum) + off);
    c.within(index, result, carried + own);
  }
}
