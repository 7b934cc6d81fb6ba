package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inputs side by side in the last dimension, as {@code torch.cat(inputs, -1)}. */
public record Concat() implements Layer {
  @Override
  public String type() {
    return "Concat";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    long cols = 0;
    for (Shape input : inputs) {
      if (input.rank() == 0 || !leading(input).equals(leading(inputs.getFirst()))) {
        throw new IllegalArgumentException(
            "Concat: expected inputs that differ in the last dimension alone, found " + inputs);
      }
      cols += input.cols();
    }
    if (inputs.isEmpty() || cols > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Concat: expected one or more inputs of at most 2^31 - 1 columns, found " + inputs);
    }
    int[] dims = inputs.getFirst().dims();
    dims[dims.length - 1] = (int) cols;
    return Shape.of(dims);
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 1));
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> places = new ArrayList<>();
    List<Tensor> gradients = new ArrayList<>();
    List<Tensor> gradientPlaces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < site.inputs(); i++) {
      Tensor input = site.input(i);
      inputs.add(input);
      places.add(site.output().columns(from, input.cols()));
      if (site.learns() && site.needsInputGradient(i)) {
        gradients.add(site.inputGradient(i));
        gradientPlaces.add(site.outputGradient().columns(from, input.cols()));
      }
      from += input.cols();
    }
    return Step.of(
        () -> copyAll(arithmetic, inputs, places),
        () -> copyAll(arithmetic, gradientPlaces, gradients));
  }

  private static void copyAll(Arithmetic arithmetic, List<Tensor> from, List<Tensor> to) {
    for (int i = 0; i < from.size(); i++) {
      arithmetic.copy(from.get(i), false, to.get(i));
    }
  }
}
