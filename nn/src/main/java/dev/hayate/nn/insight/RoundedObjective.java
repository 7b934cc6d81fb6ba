package dev.hayate.nn.insight;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * A model in float32 on the reference backend, for layers without a definition in double: steps are
 * wide, so that rounding does not drown the difference.
 */
final class RoundedObjective implements Objective {
  /** The cube root of float32's unit roundoff is the step at which both errors are alike. */
  private static final double STEP = 0x1p-8;

  private static final double UNIT_ROUNDOFF = 0x1p-24;
  private static final String REFERENCE = "scalar";

  private final Model model;
  private final Parameters parameters;
  private final List<Tensor> inputs;
  private final List<double[]> weights;
  private final Arena arena = Arena.ofShared();
  private final Backend backend = Backends.open(REFERENCE, 1);
  private final BoundPlan bound;
  private final double magnitude;

  /**
   * The model at its parameters and inputs, which are changed and put back.
   *
   * @param weights a factor for each element of each output
   */
  RoundedObjective(
      Parameters parameters, List<Tensor> inputs, List<double[]> weights, boolean training) {
    this.model = parameters.model();
    this.parameters = parameters.copy(arena);
    this.weights = weights;
    this.inputs = new ArrayList<>();
    int batch = Math.toIntExact(inputs.getFirst().size() / model.inputShape(0).size());
    Plan.Purpose purpose =
        training ? Plan.Purpose.DIFFERENTIATION_IN_TRAINING : Plan.Purpose.DIFFERENTIATION;
    this.bound = Plan.of(model, this.parameters, backend, arena, batch, purpose).at(batch);
    for (Tensor input : inputs) {
      Tensor copy = Tensor.allocate(arena, input.type(), input.shape());
      copy.segment().copyFrom(input.segment());
      this.inputs.add(copy);
    }
    this.magnitude = sum(true);
  }

  private double sum(boolean absolute) {
    for (int i = 0; i < inputs.size(); i++) {
      backend.upload(inputs.get(i), bound.input(i));
    }
    bound.forward();
    double sum = 0;
    for (int output = 0; output < weights.size(); output++) {
      double[] y = ExactObjective.doubles(bound.output(output));
      for (int i = 0; i < y.length; i++) {
        double term = y[i] * weights.get(output)[i];
        sum += absolute ? Math.abs(term) : term;
      }
    }
    return sum;
  }

  private Tensor tensor(Place place) {
    if (!place.parameter().isEmpty()) {
      String node = model.nodes().get(place.node()).name();
      return parameters.tensor(node + "." + place.parameter());
    }
    int input = model.inputs().indexOf(model.nodes().get(place.node()));
    return inputs.get(input);
  }

  @Override
  public double value(Place place) {
    Tensor tensor = tensor(place);
    return tensor.get(place.entry() / tensor.cols(), place.entry() % tensor.cols());
  }

  @Override
  public double with(Place place, double value) {
    Tensor tensor = tensor(place);
    int row = place.entry() / tensor.cols();
    int col = place.entry() % tensor.cols();
    float kept = tensor.get(row, col);
    tensor.set(row, col, (float) value);
    double sum = sum(false);
    tensor.set(row, col, kept);
    return sum;
  }

  @Override
  public double step(double value) {
    return STEP * Math.max(1, Math.scalb(1.0, Math.getExponent(value)));
  }

  @Override
  public double error() {
    return GradientCheck.probableRounding(model) * UNIT_ROUNDOFF * magnitude;
  }

  @Override
  public void close() {
    arena.close();
    backend.close();
  }
}
