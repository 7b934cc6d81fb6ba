package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
import java.util.Map;

/** What each activation is in ONNX's operators of opset 17. */
final class ActivationExports {
  /** Beyond it softplus is its input, to float32's last bit. */
  private static final double LINEAR = 17;

  private ActivationExports() {}

  static void write(Export out, Activation activation) {
    String x = out.input();
    switch (activation) {
      case Identity f -> out.result("Identity", x);
      case Relu f -> out.result("Relu", x);
      case Sigmoid f -> out.result("Sigmoid", x);
      case Tanh f -> out.result("Tanh", x);
      case LeakyRelu f -> alpha(out, "LeakyRelu", f.slope());
      case Elu f -> alpha(out, "Elu", f.alpha());
      case Celu f -> alpha(out, "Celu", f.alpha());
      case Selu f -> out.result("Selu", x);
      case Softsign f -> out.result("Softsign", x);
      case Hardswish f -> out.result("HardSwish", x);
      case Hardsigmoid f ->
          out.result("HardSigmoid", out.inputs(), Map.of("alpha", 1 / 6f, "beta", 0.5f));
      case Hardtanh f -> out.result("Clip", x, out.number(f.low()), out.number(f.high()));
      case Gelu f -> {
        String erf = out.step("Erf", out.step("Mul", x, out.number(Math.sqrt(0.5))));
        String gate = out.step("Add", erf, out.number(1));
        out.result("Mul", out.step("Mul", x, gate), out.number(0.5));
      }
      case GeluTanh f -> {
        String cube = out.step("Mul", x, out.step("Mul", x, x));
        String sum = out.step("Add", x, out.step("Mul", cube, out.number(0.044715)));
        String tanh = out.step("Tanh", out.step("Mul", sum, out.number(Math.sqrt(2 / Math.PI))));
        String gate = out.step("Add", tanh, out.number(1));
        out.result("Mul", out.step("Mul", x, gate), out.number(0.5));
      }
      case Silu f -> out.result("Mul", x, out.step("Sigmoid", x));
      case Mish f -> out.result("Mul", x, out.step("Tanh", out.step("Softplus", x)));
      case Softplus f -> softplus(out, f);
      case LogSigmoid f -> out.result("Neg", out.step("Softplus", out.step("Neg", x)));
      case Softshrink f -> shrink(out, f.lambda(), f.lambda());
      case Hardshrink f -> shrink(out, f.lambda(), 0);
      case Tanhshrink f -> out.result("Sub", x, out.step("Tanh", x));
      case Threshold f -> {
        String above = out.step("Greater", x, out.number(f.threshold()));
        out.result("Where", above, x, out.number(f.value()));
      }
      default ->
          throw new IllegalArgumentException(
              "activation " + activation.name() + ": it cannot be written to ONNX");
    }
  }

  private static void alpha(Export out, String op, double alpha) {
    out.result(op, out.inputs(), Map.of("alpha", (float) alpha));
  }

  private static void shrink(Export out, double lambda, double bias) {
    out.result("Shrink", out.inputs(), Map.of("lambd", (float) lambda, "bias", (float) bias));
  }

  private static void softplus(Export out, Softplus f) {
    String x = out.input();
    if (f.beta() == 1 && f.threshold() >= LINEAR) {
      out.result("Softplus", x);
      return;
    }
    String z = out.step("Mul", x, out.number(f.beta()));
    String curve = out.step("Div", out.step("Softplus", z), out.number(f.beta()));
    out.result("Where", out.step("Greater", z, out.number(f.threshold())), x, curve);
  }
}
