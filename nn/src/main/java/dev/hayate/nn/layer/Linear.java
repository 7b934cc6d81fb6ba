package dev.hayate.nn.layer;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.nn.init.Uniform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code y = f(x W^T + b)} over the last dimension, as {@code torch.nn.Linear}, with an activation
 * that a plan may have fused in. Memory holds the weight as {@code [in, out]}, so that forward and
 * the weight's gradient need no transposition; files hold PyTorch's {@code [out, in]}.
 *
 * @param in the size of the input's last dimension
 * @param out the size of the output's last dimension
 * @param bias whether b is there
 * @param activation f; the identity in every model that a user describes
 */
public record Linear(int in, int out, boolean bias, Activation activation) implements Layer {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1
   */
  public Linear {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "Linear: in " + in + ", out " + out + ": expected 1 or more of each");
    }
  }

  /** A layer with a bias. */
  public static Linear of(int in, int out) {
    return of(in, out, true);
  }

  /** A layer with or without a bias. */
  public static Linear of(int in, int out, boolean bias) {
    return new Linear(in, out, bias, new Identity());
  }

  static Linear of(Attributes attributes) {
    return of(attributes.integer("in"), attributes.integer("out"), attributes.flag("bias"));
  }

  @Override
  public String type() {
    return "Linear";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("in", in).with("out", out).with("bias", bias);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() == 0 || input.cols() != in) {
      throw new IllegalArgumentException(
          "Linear: the input is " + input + ": expected a last dimension of " + in);
    }
    int[] dims = input.dims();
    dims[dims.length - 1] = out;
    return Shape.of(dims);
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>(2);
    specs.add(ParameterSpec.transposed(WEIGHT, Shape.of(out, in), Uniform.fanIn(in)));
    if (bias) {
      specs.add(ParameterSpec.of(BIAS, Shape.of(out), Uniform.fanIn(in)));
    }
    return specs;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return (long) inputs.getFirst().rows() * in * out;
  }

  @Override
  public Optional<Layer> fuse(Layer next, boolean training) {
    if (next instanceof Dropout && !training) {
      return Optional.of(this);
    }
    if (!(next instanceof Elementwise elementwise)
        || !(activation instanceof Identity)
        || (training && !elementwise.activation().savesOutput())) {
      return Optional.empty();
    }
    return Optional.of(new Linear(in, out, bias, elementwise.activation()));
  }

  @Override
  public Optional<Activation> lastActivation() {
    return Optional.of(activation).filter(f -> !(f instanceof Identity) && f.savesOutput());
  }

  @Override
  public boolean finishesInputGradients() {
    return true;
  }

  @Override
  public Optional<Dense> dense(Function<String, Tensor> parameters) {
    return Optional.of(new Dense(parameters.apply(WEIGHT), epilogue(parameters)));
  }

  private Epilogue epilogue(Function<String, Tensor> parameters) {
    return bias
        ? Epilogue.bias(parameters.apply(BIAS), activation)
        : Epilogue.activation(activation);
  }

  @Override
  public Step bind(Site site) {
    Epilogue epilogue = epilogue(site::parameter);
    if (site.learns()) {
      return new Training(this, site, epilogue);
    }
    Products products = site.backend().products();
    Tensor x = site.input(0);
    Tensor y = site.output();
    Optional<PackedMatrix> packed = site.packed(WEIGHT);
    if (packed.isPresent()) {
      PackedMatrix weight = packed.get();
      return () -> products.gemm(x, weight, epilogue, y);
    }
    Tensor weight = site.parameter(WEIGHT);
    return () -> products.gemm(x, false, weight, false, false, epilogue, y);
  }

  /** Forward and backward over the weight itself, which changes between steps. */
  private static final class Training implements Step {
    private final Products products;
    private final Activations activations;
    private final Reductions reductions;
    private final Activation activation;
    private final boolean differentiates;
    private final Epilogue epilogue;
    private final Epilogue backEpilogue;
    private final Tensor x;
    private final Tensor y;
    private final Tensor weight;
    private final Tensor yGradient;
    private final Tensor weightGradient;
    private final Optional<Tensor> biasGradient;
    private final Optional<Tensor> xGradient;

    Training(Linear layer, Site site, Epilogue epilogue) {
      this.products = site.backend().products();
      this.activations = site.backend().activations();
      this.reductions = site.backend().reductions();
      this.activation = layer.activation;
      this.differentiates = epilogue.hasActivation() && !site.outputGradientIsFinished();
      this.epilogue = epilogue;
      this.backEpilogue = site.inputGradientEpilogue(0);
      this.x = site.input(0);
      this.y = site.output();
      this.weight = site.parameter(WEIGHT);
      this.yGradient = site.outputGradient();
      this.weightGradient = site.parameterGradient(WEIGHT);
      this.biasGradient = layer.bias ? Optional.of(site.parameterGradient(BIAS)) : Optional.empty();
      this.xGradient =
          site.needsInputGradient(0) ? Optional.of(site.inputGradient(0)) : Optional.empty();
    }

    @Override
    public void forward() {
      products.gemm(x, false, weight, false, false, epilogue, y);
    }

    @Override
    public void backward() {
      if (differentiates) {
        activations.backward(activation, y, yGradient, yGradient);
      }
      products.gemm(x, true, yGradient, false, weightGradient);
      if (biasGradient.isPresent()) {
        reductions.columnSums(yGradient, false, biasGradient.get());
      }
      if (xGradient.isPresent()) {
        products.gemm(yGradient, false, weight, true, false, backEpilogue, xGradient.get());
      }
    }
  }
}
