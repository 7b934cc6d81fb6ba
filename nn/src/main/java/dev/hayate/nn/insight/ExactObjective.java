package dev.hayate.nn.insight;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in double by {@link Definition}. After a number was changed only the nodes behind it are
 * computed anew.
 */
final class ExactObjective implements Objective {
  /** Wider than gradcheck's 1e-6: small gradients of deep nets must not drown in rounding. */
  private static final double STEP = 0x1p-13;

  private static final double UNIT_ROUNDOFF = 0x1p-53;

  private final Model model;
  private final int batch;
  private final boolean training;
  private final List<double[]> weights;
  private final List<Map<String, double[]>> parameters = new ArrayList<>();
  private final double[][] values;
  private double magnitude;

  private ExactObjective(Model model, int batch, boolean training, List<double[]> weights) {
    this.model = model;
    this.batch = batch;
    this.training = training;
    this.weights = weights;
    this.values = new double[model.nodes().size()][];
  }

  /**
   * The model at its parameters and inputs.
   *
   * @param weights a factor for each element of each output
   * @return empty if a layer has no definition in double
   */
  static Optional<Objective> of(
      Parameters parameters, List<Tensor> inputs, List<double[]> weights, boolean training) {
    Model model = parameters.model();
    int batch = Math.toIntExact(inputs.getFirst().size() / model.inputShape(0).size());
    ExactObjective objective = new ExactObjective(model, batch, training, weights);
    int input = 0;
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      Map<String, double[]> own = new LinkedHashMap<>();
      for (ParameterSpec spec : node.layer().parameters()) {
        own.put(spec.name(), doubles(parameters.tensor(node.name() + "." + spec.name())));
      }
      objective.parameters.add(own);
      if (node.isInput()) {
        objective.values[i] = doubles(inputs.get(input++));
        continue;
      }
      Optional<double[]> output = objective.compute(i, objective.values);
      if (output.isEmpty()) {
        return Optional.empty();
      }
      objective.values[i] = output.get();
    }
    objective.magnitude = objective.sum(objective.values, true);
    return Optional.of(objective);
  }

  static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    for (int i = 0; i < values.length; i++) {
      int row = i / tensor.cols();
      int col = i % tensor.cols();
      values[i] = tensor.type() == DType.I32 ? tensor.getInt(row, col) : tensor.get(row, col);
    }
    return values;
  }

  private Optional<double[]> compute(int index, double[][] from) {
    Node node = model.nodes().get(index);
    List<double[]> inputs = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (int input : node.inputs()) {
      inputs.add(from[input]);
      shapes.add(model.nodes().get(input).shape());
    }
    return Definition.output(node.layer(), batch, inputs, shapes, parameters.get(index), training);
  }

  private double sum(double[][] of, boolean absolute) {
    double sum = 0;
    for (int output = 0; output < weights.size(); output++) {
      double[] y = of[model.outputs().get(output).node()];
      for (int i = 0; i < y.length; i++) {
        double term = y[i] * weights.get(output)[i];
        sum += absolute ? Math.abs(term) : term;
      }
    }
    return sum;
  }

  private double[] array(Place place) {
    double[] found =
        place.parameter().isEmpty()
            ? values[place.node()]
            : parameters.get(place.node()).get(place.parameter());
    if (found == null) {
      throw new IllegalArgumentException("no parameter " + place);
    }
    return found;
  }

  @Override
  public double value(Place place) {
    return array(place)[place.entry()];
  }

  @Override
  public double with(Place place, double value) {
    double[] array = array(place);
    double kept = array[place.entry()];
    array[place.entry()] = value;
    double[][] changed = values.clone();
    boolean[] dirty = new boolean[changed.length];
    dirty[place.node()] = true;
    for (int i = place.node(); i < changed.length; i++) {
      Node node = model.nodes().get(i);
      dirty[i] |= node.inputs().stream().anyMatch(input -> dirty[input]);
      if (dirty[i] && !node.isInput()) {
        changed[i] = compute(i, changed).orElseThrow();
      }
    }
    array[place.entry()] = kept;
    return sum(changed, false);
  }

  @Override
  public double step(double value) {
    return STEP * Math.max(1, Math.abs(value));
  }

  @Override
  public double error() {
    return GradientCheck.probableRounding(model) * UNIT_ROUNDOFF * magnitude;
  }

  @Override
  public void close() {}
}
