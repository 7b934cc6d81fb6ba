package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Identity;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Matrix products in all forms.
 *
 * <p>An element is a sum of k products, of what was there before and of the bias: k + 2 terms. A
 * product rounds once at most, and in whatever order they are added a term meets at most k + 1
 * additions that round: {@code |error| <= gamma(k + 2) (sum |a b| + |c| + |bias|)}, and half of
 * TINY for each product that is denormal. Another TINY leaves open whether a sum of zeros, or what
 * nothing was added to, is 0 or -0: a backend may leave c alone if there are no products.
 */
final class ProductRows {
  static final Values ORDINARY = Values.uniform(-1, 1);

  /** Sums in which the terms are of very different size and cancel. */
  static final Values WIDE = Values.magnitudes(-12, 12);

  /** Rarely, so that not every element of the result is NaN. */
  static final Values EXTREME =
      Values.sprinkled(
          ORDINARY,
          60,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          0f,
          -0f,
          Float.MIN_VALUE,
          -1e-40f,
          1e-25f);

  /** One way to call the product. */
  private record Form(
      boolean transposeA,
      boolean transposeB,
      boolean packed,
      boolean accumulate,
      boolean bias,
      ActivationRows.Row finish) {
    String name() {
      return "gemm"
          + (transposeA ? " a'" : " a")
          + (transposeB ? "b'" : "b")
          + (packed ? " packed" : "")
          + (accumulate ? " + c" : "")
          + (bias ? " + bias" : "")
          + (finish.activation() instanceof Identity ? "" : " " + finish.activation().name());
    }
  }

  private ProductRows() {}

  static List<Operation> rows() {
    ActivationRows.Row none = ActivationRows.ACTIVATIONS.getFirst();
    List<Operation> rows = new ArrayList<>();
    for (int form = 0; form < 4; form++) {
      boolean transposeA = (form & 1) != 0;
      boolean transposeB = (form & 2) != 0;
      rows.add(row(new Form(transposeA, transposeB, false, false, false, none)));
      rows.add(row(new Form(transposeA, transposeB, false, true, false, none)));
    }
    rows.add(row(new Form(false, false, true, false, false, none)));
    rows.add(row(new Form(false, true, true, false, false, none)));
    for (ActivationRows.Row finish : ActivationRows.COMMON) {
      rows.add(row(new Form(false, true, false, false, true, finish)));
      rows.add(row(new Form(false, false, false, true, true, finish)));
      rows.add(row(new Form(false, false, true, false, true, finish)));
      if (!(finish.activation() instanceof Identity)) {
        rows.add(row(new Form(false, false, false, false, false, finish)));
      }
      rows.add(finishing(finish));
    }
    return rows;
  }

  /** The epilogue by itself. */
  private static Operation finishing(ActivationRows.Row finish) {
    return Operation.named("finish bias " + finish.activation().name(), "mn")
        .changed("c", "mn", ORDINARY, WIDE, EXTREME)
        .strided()
        .in("bias", "1n", ORDINARY, WIDE, EXTREME)
        .prepares(
            (backend, t, arena) -> {
              Epilogue epilogue = Epilogue.bias(t[1], finish.activation());
              return () -> backend.products().finish(epilogue, t[0]);
            })
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double c = before[0][i];
                double bias = before[1][i % dims[1]];
                double error = gamma(1) * (Math.abs(c) + Math.abs(bias));
                finish(finish, c + bias, error, after[0], i);
              }
            });
  }

  private static Operation row(Form form) {
    Operation.Builder row =
        Operation.named(form.name(), "mnk")
            .in("a", form.transposeA() ? "km" : "mk", ORDINARY, WIDE, EXTREME)
            .strided()
            .in("b", form.transposeB() ? "nk" : "kn", ORDINARY, WIDE, EXTREME)
            .strided();
    if (form.accumulate()) {
      row.changed("c", "mn", ORDINARY, WIDE, EXTREME).strided();
    } else {
      row.out("c", "mn").strided();
    }
    if (form.bias()) {
      row.in("bias", "1n", ORDINARY, WIDE, EXTREME);
    }
    return row.prepares((backend, t, arena) -> call(form, backend, t, arena))
        .gives((dims, before, after) -> define(form, dims, before, after[2]));
  }

  private static Runnable call(Form form, Backend backend, Tensor[] t, Arena arena) {
    Activation activation = form.finish().activation();
    boolean ta = form.transposeA();
    boolean tb = form.transposeB();
    Epilogue epilogue =
        form.bias() ? Epilogue.bias(t[3], activation) : Epilogue.activation(activation);
    if (form.packed()) {
      PackedMatrix packed = backend.products().pack(t[1], tb, arena);
      return () -> backend.products().gemm(t[0], packed, epilogue, t[2]);
    }
    return () -> backend.products().gemm(t[0], ta, t[1], tb, form.accumulate(), epilogue, t[2]);
  }

  private static void define(Form form, int[] dims, double[][] before, Expectation c) {
    int m = dims[0];
    int n = dims[1];
    int k = dims[2];
    double[] a = before[0];
    double[] b = before[1];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double size = 0;
        for (int p = 0; p < k; p++) {
          double term =
              a[form.transposeA() ? p * m + i : i * k + p]
                  * b[form.transposeB() ? j * k + p : p * n + j];
          sum += term;
          size += Math.abs(term);
        }
        if (form.accumulate()) {
          sum += before[2][i * n + j];
          size += Math.abs(before[2][i * n + j]);
        }
        if (form.bias()) {
          sum += before[3][j];
          size += Math.abs(before[3][j]);
        }
        finish(form.finish(), sum, gamma(k + 2) * size + (k + 1) * TINY, c, i * n + j);
      }
    }
  }

  /**
   * The activation of a sum that is off by an error: that error grown by the steepest slope, and
   * the activation's own, which doubles where the result is carried into the next binade.
   */
  static void finish(ActivationRows.Row row, double sum, double error, Expectation c, int index) {
    double result = row.value().applyAsDouble(sum);
    double carried = Double.isInfinite(sum) ? 0 : error * row.steepest() * (1 + gamma(8));
    c.within(index, result, carried + 2 * ActivationRows.within(result, row.error(), sum, result));
  }
}
