package dev.hayate.nn.layer;

import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Uniform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code y[o] = x1^T W[o] x2 + b[o]}, as {@code torch.nn.Bilinear}, for two inputs of one dimension
 * each.
 *
 * @param in1 the size of the first input
 * @param in2 the size of the second
 * @param out the size of the output
 * @param bias whether b is there
 */
public record Bilinear(int in1, int in2, int out, boolean bias) implements Layer {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1
   */
  public Bilinear {
    if (in1 < 1 || in2 < 1 || out < 1) {
      throw new IllegalArgumentException(
          "Bilinear: sizes " + in1 + ", " + in2 + ", " + out + ": expected 1 or more of each");
    }
  }

  static Bilinear of(Attributes attributes) {
    return new Bilinear(
        attributes.integer("in1_features"),
        attributes.integer("in2_features"),
        attributes.integer("out_features"),
        attributes.flag(BIAS));
  }

  @Override
  public String type() {
    return "Bilinear";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("in1_features", in1)
        .with("in2_features", in2)
        .with("out_features", out)
        .with(BIAS, bias);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (!inputs.equals(List.of(Shape.of(in1), Shape.of(in2)))) {
      throw new IllegalArgumentException(
          "Bilinear: the inputs are " + inputs + ": expected [" + in1 + "] and [" + in2 + "]");
    }
    return Shape.of(out);
  }

  @Override
  public List<ParameterSpec> parameters() {
    ParameterSpec weight = ParameterSpec.of(WEIGHT, Shape.of(out, in1, in2), Uniform.fanIn(in1));
    return bias
        ? List.of(weight, ParameterSpec.of(BIAS, Shape.of(out), Uniform.fanIn(in1)))
        : List.of(weight);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return (long) out * in1 * in2 + (long) out * in1;
  }

  @Override
  public Step bind(Site site) {
    return new Bound(this, site);
  }

  /**
   * All of {@code W x2} is one product for the whole batch, {@code [n, out in1]}; what is left is a
   * small product for each sample. The way back goes through the same two.
   */
  private static final class Bound implements Step {
    private final Products products;
    private final Reductions reductions;
    private final Tensor x1;
    private final Tensor x2;
    private final Tensor y;
    private final Tensor weight;
    private final Tensor inner;
    private final List<Tensor> x1Rows = new ArrayList<>();
    private final List<Tensor> yRows = new ArrayList<>();
    private final List<Tensor> innerRows = new ArrayList<>();
    private final Epilogue epilogue;
    private final Optional<Gradients> gradients;

    /** Where the way back writes. */
    private record Gradients(
        Tensor y,
        List<Tensor> yRows,
        Tensor inner,
        List<Tensor> innerRows,
        List<Tensor> x1Rows,
        Tensor x2,
        Tensor weight,
        Optional<Tensor> bias) {}

    Bound(Bilinear layer, Site site) {
      products = site.backend().products();
      reductions = site.backend().reductions();
      x1 = site.input(0);
      x2 = site.input(1);
      y = site.output();
      Shape matrix = Shape.of(layer.out * layer.in1, layer.in2);
      weight = site.parameter(WEIGHT).reshape(matrix);
      inner = site.scratch(Shape.of(x1.rows(), layer.out * layer.in1));
      Shape square = Shape.of(layer.out, layer.in1);
      rows(x1, x1Rows);
      rows(y, yRows);
      rows(inner, square, innerRows);
      epilogue = layer.bias ? Epilogue.bias(site.parameter(BIAS)) : Epilogue.NONE;
      gradients = site.learns() ? Optional.of(gradients(layer, site, square)) : Optional.empty();
    }

    private Gradients gradients(Bilinear layer, Site site, Shape square) {
      Tensor dInner = site.scratch(inner.shape());
      Gradients result =
          new Gradients(
              site.outputGradient(),
              new ArrayList<>(),
              dInner,
              new ArrayList<>(),
              new ArrayList<>(),
              site.inputGradientOrScratch(1),
              site.parameterGradient(WEIGHT).reshape(weight.shape()),
              layer.bias ? Optional.of(site.parameterGradient(BIAS)) : Optional.empty());
      rows(result.y, result.yRows);
      rows(dInner, square, result.innerRows);
      rows(site.inputGradientOrScratch(0), result.x1Rows);
      return result;
    }

    private static void rows(Tensor matrix, List<Tensor> rows) {
      rows(matrix, Shape.of(1, matrix.cols()), rows);
    }

    private static void rows(Tensor matrix, Shape shape, List<Tensor> rows) {
      for (int i = 0; i < matrix.rows(); i++) {
        rows.add(matrix.rows(i, 1).reshape(shape));
      }
    }

    @Override
    public void forward() {
      products.gemm(x2, false, weight, true, inner);
      for (int i = 0; i < yRows.size(); i++) {
        products.gemm(x1Rows.get(i), false, innerRows.get(i), true, false, epilogue, yRows.get(i));
      }
    }

    @Override
    public void backward() {
      Gradients to = gradients.orElseThrow();
      for (int i = 0; i < yRows.size(); i++) {
        Tensor dy = to.yRows.get(i);
        products.gemm(dy, true, x1Rows.get(i), false, to.innerRows.get(i));
        products.gemm(dy, false, innerRows.get(i), false, to.x1Rows.get(i));
      }
      products.gemm(to.inner, false, weight, false, to.x2);
      products.gemm(to.inner, true, x2, false, to.weight);
      if (to.bias.isPresent()) {
        reductions.columnSums(to.y, false, to.bias.get());
      }
    }
  }
}
