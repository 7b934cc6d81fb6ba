package dev.hayate.nn.insight;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Output;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.ParameterSpec;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares the gradients that go back through a model in float32 with central differences of the
 * same model in double, parameter by parameter, as a textbook does it.
 *
 * <p>What is differentiated is the sum of all outputs times factors drawn at random, so that no
 * output can make up for another. Layers are computed in double from their definitions; if a model
 * has a layer without one, the whole model is computed in float32 with wider steps.
 *
 * <p>Two gradients agree if they differ by no more than a thousandth of the numerical one (the
 * relative tolerance of {@code torch.autograd.gradcheck}), plus what rounding explains: with n
 * roundings in a row from the input to the output and back, {@code 8 sqrt(n) 2^-24} of the terms
 * that are added up (the probabilistic bound of Higham and Mary, "A New Approach to Probabilistic
 * Rounding Error Analysis", 2019, for a probability of failure of 1e-13), and the error of the
 * difference itself. At a kink, where the differences to both sides disagree however short they
 * are, anything between them is right.
 */
public final class GradientCheck {
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Higham and Mary's lambda. */
  private static final double CERTAINTY = 8;

  /** Roundings of one element's function, such as an exponential. */
  private static final int FUNCTION_ROUNDINGS = 16;

  /**
   * How to check.
   *
   * @param entries how many entries of each parameter to look at, if it has more: half of them
   *     those of the largest gradients, half at random
   * @param training whether batch normalisation takes the batch's own statistics; dropout lets
   *     everything through in either case
   * @param backend the backend whose gradients are checked; empty for the best
   */
  public record Settings(int entries, boolean training, long seed, String backend) {
    /** Sixteen entries of each parameter, as in training, on the best backend. */
    public static final Settings USUAL = new Settings(16, true, 0, "");
  }

  /**
   * What was found of one parameter, or of one input.
   *
   * @param node the node's name
   * @param type its layer's
   * @param parameter the parameter's name; {@code input} for an input's values
   * @param size the number of its entries
   * @param checked how many were looked at
   * @param kinks how many of them lie at a kink
   * @param largest the largest numerical gradient, by magnitude
   * @param difference the largest difference, by share of what is tolerated
   * @param tolerated the tolerance there
   * @param wrong how many entries disagree
   */
  public record Line(
      String node,
      String type,
      String parameter,
      long size,
      int checked,
      int kinks,
      double largest,
      double difference,
      double tolerated,
      int wrong) {
    /** Whether all entries that were looked at agree. */
    public boolean agrees() {
      return wrong == 0;
    }
  }

  /**
   * What was found of a model.
   *
   * @param lines of the inputs and the parameters, in the model's order
   * @param inDouble whether the differences were taken in double
   */
  public record Result(List<Line> lines, boolean inDouble) {
    /** Copies the list. */
    public Result {
      lines = List.copyOf(lines);
    }

    /** Whether everything that was looked at agrees. */
    public boolean agrees() {
      return lines.stream().allMatch(Line::agrees);
    }
  }

  private final Model model;
  private final Settings settings;
  private final BoundPlan bound;
  private final Parameters gradients;
  private final Objective objective;
  private final Map<String, Double> incoming = new HashMap<>();
  private final Map<String, Double> outgoing = new HashMap<>();

  private GradientCheck(
      Model model, Settings settings, BoundPlan bound, Parameters gradients, Objective objective) {
    this.model = model;
    this.settings = settings;
    this.bound = bound;
    this.gradients = gradients;
    this.objective = objective;
  }

  /**
   * Checks a model.
   *
   * @param parameters at which the gradients are taken; not changed
   * @param inputs a tensor of one batch for each input
   * @throws IllegalArgumentException if inputs do not fit
   */
  public static Result run(Parameters parameters, List<Tensor> inputs, Settings settings) {
    Model model = withoutDropout(parameters.model());
    int batch = Math.toIntExact(inputs.getFirst().size() / model.inputShape(0).size());
    try (Arena arena = Arena.ofShared();
        Backend backend =
            settings.backend.isEmpty() ? Backends.open() : Backends.open(settings.backend, 1)) {
      Parameters own = Parameters.allocate(model, arena);
      own.copyFrom(parameters);
      Plan plan =
          Plan.of(
              model,
              own,
              backend,
              arena,
              batch,
              settings.training
                  ? Plan.Purpose.DIFFERENTIATION_IN_TRAINING
                  : Plan.Purpose.DIFFERENTIATION);
      BoundPlan bound = plan.at(batch);
      List<double[]> weights = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        backend.upload(inputs.get(i), bound.input(i));
      }
      bound.forward();
      for (int i = 0; i < model.outputs().size(); i++) {
        Tensor factors = Tensor.allocate(arena, DType.F32, bound.output(i).shape());
        backend.random().normal(settings.seed, RandomStream.INSIGHT.at(i), 0, 1, factors);
        weights.add(ExactObjective.doubles(factors));
        if (bound.outputGradient(i).isPresent()) {
          backend.upload(factors, bound.outputGradient(i).get());
        }
      }
      Parameters start = Parameters.allocate(model, arena);
      start.copyFrom(parameters);
      Optional<Objective> exact = ExactObjective.of(start, inputs, weights, settings.training);
      try (Objective objective =
          exact.orElseGet(() -> new RoundedObjective(start, inputs, weights, settings.training))) {
        GradientCheck check =
            new GradientCheck(model, settings, bound, plan.gradients().orElseThrow(), objective);
        bound.backward(check::measure);
        return new Result(check.lines(own), exact.isPresent());
      }
    }
  }

  private static Model withoutDropout(Model model) {
    Graph graph = Model.graph();
    Graph.Value[] values = new Graph.Value[model.nodes().size()];
    for (int i = 0; i < values.length; i++) {
      Node node = model.nodes().get(i);
      Graph.Value[] inputs =
          node.inputs().stream().map(input -> values[input]).toArray(Graph.Value[]::new);
      boolean drops = node.layer() instanceof Dropout;
      values[i] = graph.apply(node.name(), drops ? new Dropout(0) : node.layer(), inputs);
    }
    for (Output output : model.outputs()) {
      graph.output(output.name(), values[output.node()]);
    }
    return graph.build();
  }

  /** The square root of the roundings from the inputs to the outputs, with certainty. */
  static double probableRounding(Model model) {
    double roundings = 0;
    for (Node node : model.nodes()) {
      long in = node.inputs().stream().mapToLong(i -> model.nodes().get(i).shape().size()).sum();
      roundings += FUNCTION_ROUNDINGS + Math.max(in, node.shape().size());
    }
    return CERTAINTY * Math.sqrt(roundings);
  }

  private void measure(String operation, Tensor output, Optional<Tensor> gradient) {
    outgoing.put(operation, largest(output));
    incoming.put(operation, gradient.map(GradientCheck::largest).orElse(0.0));
  }

  private static double largest(Tensor tensor) {
    double largest = 0;
    for (double value : ExactObjective.doubles(tensor)) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private List<Line> lines(Parameters parameters) {
    List<Line> lines = new ArrayList<>();
    int input = 0;
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      if (node.isInput()) {
        Optional<Tensor> gradient = bound.inputGradient(input++);
        if (gradient.isPresent()) {
          lines.add(line(i, "", gradient.get(), backwardTerms(i, parameters)));
        }
        continue;
      }
      for (ParameterSpec spec : node.layer().parameters()) {
        if (spec.trained()) {
          Tensor gradient = gradients.tensor(node.name() + "." + spec.name());
          lines.add(line(i, spec.name(), gradient, parameterTerms(node)));
        }
      }
    }
    return lines;
  }

  /** A bound of the terms that a parameter's gradient adds up: batch, gradients, inputs. */
  private double parameterTerms(Node node) {
    double inputs = 1;
    for (int input : node.inputs()) {
      inputs = Math.max(inputs, outgoing.getOrDefault(model.nodes().get(input).name(), 1.0));
    }
    int rows = bound.output(0).shape().dim(0);
    return rows * incoming.getOrDefault(node.name(), 1.0) * inputs;
  }

  /** A bound of the terms that an input's gradient adds up: gradients times weights. */
  private double backwardTerms(int input, Parameters parameters) {
    double terms = 0;
    for (Node node : model.nodes()) {
      if (node.inputs().contains(input)) {
        double weights = 1;
        for (ParameterSpec spec : node.layer().parameters()) {
          Tensor tensor = parameters.tensor(node.name() + "." + spec.name());
          weights = Math.max(weights, largest(tensor));
        }
        terms += incoming.getOrDefault(node.name(), 1.0) * weights * node.shape().size();
      }
    }
    return terms;
  }

  private Line line(int node, String parameter, Tensor gradient, double terms) {
    double[] analytic = ExactObjective.doubles(gradient);
    double rounding = probableRounding(model) * Math.sqrt(2) * UNIT_ROUNDOFF * terms;
    double largest = 0;
    double difference = 0;
    double tolerated = 0;
    double share = -1;
    int kinks = 0;
    int wrong = 0;
    int[] entries = entries(node, analytic);
    for (int entry : entries) {
      Difference found =
          Difference.at(objective, new Objective.Place(node, parameter, entry), rounding);
      double off = Math.abs(analytic[entry] - found.central());
      largest = Math.max(largest, Math.abs(found.central()));
      kinks += found.isKink() ? 1 : 0;
      wrong += found.allows(analytic[entry]) ? 0 : 1;
      // Written so that a gradient that is NaN counts as the largest difference.
      if (!found.isKink() && !(off / found.tolerance() <= share)) {
        share = off / found.tolerance();
        difference = off;
        tolerated = found.tolerance();
      }
    }
    Node owner = model.nodes().get(node);
    return new Line(
        owner.name(),
        owner.layer().type(),
        parameter.isEmpty() ? "input" : parameter,
        analytic.length,
        entries.length,
        kinks,
        largest,
        difference,
        tolerated,
        wrong);
  }

  private int[] entries(int node, double[] analytic) {
    // A padding row is looked up and does not learn.
    int from = 0;
    int to = 0;
    if (model.nodes().get(node).layer() instanceof Embedding table && table.padding() >= 0) {
      from = table.padding() * table.size();
      to = from + table.size();
    }
    int first = from;
    int last = to;
    int[] all = IntStream.range(0, analytic.length).filter(i -> i < first || i >= last).toArray();
    if (all.length <= settings.entries) {
      return all;
    }
    Set<Integer> chosen = new LinkedHashSet<>();
    IntStream.of(all)
        .boxed()
        .sorted((a, b) -> Double.compare(Math.abs(analytic[b]), Math.abs(analytic[a])))
        .limit(settings.entries / 2)
        .forEach(chosen::add);
    long stream = RandomStream.INSIGHT.at(2_000_000L + node);
    for (int i = 0; chosen.size() < settings.entries; i++) {
      chosen.add(all[Philox.below(all.length, settings.seed, stream, i)]);
    }
    return chosen.stream().mapToInt(i -> i).toArray();
  }
}
