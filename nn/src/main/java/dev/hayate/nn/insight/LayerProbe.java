package dev.hayate.nn.insight;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.layer.ParameterSpec;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.metric.Histogram;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sends one batch of rows through a model as training would, forward and back, and measures what
 * every layer computes and the gradient that reaches it. It works on a copy of the parameters, so
 * that running statistics stay as they are. Belongs to one thread at a time.
 *
 * <p>A gradient vanishes or explodes here if its root mean square at a layer is a thousand times
 * smaller or larger than at the last layer that learns; a layer is dead if 95% of its outputs are
 * zero.
 */
public final class LayerProbe implements AutoCloseable {
  private static final double VANISHED = 1e-3;
  private static final double EXPLODED = 1e3;
  private static final double DEAD = 0.95;

  private final Model model;
  private final Loss loss;
  private final Arena arena;
  private final Backend backend;
  private final Parameters copy;
  private final Plan plan;
  private final Tensor features;
  private final Tensor targets;
  private final Tensor value;

  /**
   * Compiles a model for looking at it.
   *
   * @param model one input and one output
   * @param loss of the output
   * @param data rows are taken at even distances
   * @param rows how many, if there are as many
   * @throws IllegalArgumentException if the model has several inputs or outputs, or there is no row
   */
  public LayerProbe(Model model, Loss loss, Dataset data, int rows) {
    if (model.inputs().size() != 1 || model.outputs().size() != 1 || data.size() == 0) {
      throw new IllegalArgumentException(
          "layers: the model has "
              + model.inputs().size()
              + " inputs and "
              + model.outputs().size()
              + " outputs, the data "
              + data.size()
              + " rows: expected 1, 1 and some");
    }
    int batch = Math.min(rows, data.size());
    this.model = model;
    this.loss = loss;
    this.arena = Arena.ofShared();
    this.backend = Backends.open();
    this.copy = Parameters.allocate(model, arena);
    this.plan = Plan.of(model, copy, backend, arena, batch, Plan.Purpose.INSPECTION);
    this.features = backend.allocate(arena, DType.F32, Shape.of(batch, data.features().cols()));
    Shape target = loss.targetShape(model.outputShape(0));
    this.targets = backend.allocate(arena, loss.targetType(), Shape.of(batch, (int) target.size()));
    this.value = backend.allocate(arena, DType.F32, Shape.of(1));
    int[] chosen = new int[batch];
    Arrays.setAll(chosen, i -> (int) ((long) i * data.size() / batch));
    try (Arena copies = Arena.ofConfined()) {
      Dataset sample = data.subset(copies, chosen);
      backend.upload(sample.features(), features);
      backend.upload(sample.targets(), targets);
    }
  }

  /**
   * Measures every node but the inputs, in the model's order.
   *
   * @param parameters of the model; they are not changed
   */
  public List<LayerReading> read(Parameters parameters) {
    copy.copyFrom(parameters);
    BoundPlan bound = plan.at(features.rows());
    backend.upload(features, bound.input(0));
    bound.forward();
    Tensor gradient = bound.outputGradient(0).orElse(Losses.NONE);
    loss.compute(backend.losses(), bound.output(0), targets, Losses.NONE, value, gradient);
    Map<String, Histogram> outputs = new LinkedHashMap<>();
    Map<String, Optional<Histogram>> gradients = new LinkedHashMap<>();
    bound.backward(
        (node, output, received) -> {
          if (output.type() == DType.F32) {
            outputs.put(node, Histogram.of(output));
            gradients.put(node, received.map(Histogram::of));
          }
        });
    List<LayerReading> readings = new ArrayList<>();
    for (Node node : model.nodes()) {
      Histogram output = outputs.get(node.name());
      if (!node.isInput() && output != null) {
        readings.add(
            new LayerReading(
                node.name(),
                node.layer().type(),
                output,
                gradients.getOrDefault(node.name(), Optional.empty()),
                parameters(node, copy),
                parameters(node, plan.gradients().orElseThrow()),
                ""));
      }
    }
    return remarked(readings);
  }

  private static Map<String, Histogram> parameters(Node node, Parameters values) {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    for (ParameterSpec spec : node.layer().parameters()) {
      if (spec.trained()) {
        histograms.put(spec.name(), Histogram.of(values.tensor(node.name() + "." + spec.name())));
      }
    }
    return histograms;
  }

  private static List<LayerReading> remarked(List<LayerReading> readings) {
    double last =
        readings.stream()
            .filter(reading -> !reading.parameters().isEmpty())
            .reduce((earlier, later) -> later)
            .flatMap(LayerReading::gradient)
            .map(Histogram::rootMeanSquare)
            .orElse(Double.NaN);
    return readings.stream().map(reading -> reading.remarked(remark(reading, last))).toList();
  }

  private static String remark(LayerReading reading, double last) {
    long notFinite =
        reading.outputs().notFinite() + reading.gradient().map(Histogram::notFinite).orElse(0L);
    if (notFinite > 0) {
      return notFinite + " values are not finite";
    }
    double share = reading.gradient().map(Histogram::rootMeanSquare).orElse(Double.NaN) / last;
    if (share < VANISHED || share > EXPLODED) {
      return String.format(
          Locale.ROOT,
          "the gradient %s: %.1e of the last layer's",
          share < 1 ? "vanishes" : "explodes",
          share);
    }
    if (reading.outputs().zeroShare() >= DEAD) {
      return String.format(Locale.ROOT, "%.0f%% zeros", 100 * reading.outputs().zeroShare());
    }
    return "";
  }

  /** Frees the memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      backend.close();
    }
  }
}
