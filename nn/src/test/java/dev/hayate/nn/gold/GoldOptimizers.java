package dev.hayate.nn.gold;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.loss.LossCatalog;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.OptimizerCatalog;
import dev.hayate.nn.schedule.ConstantFactor;
import dev.hayate.nn.schedule.Cosine;
import dev.hayate.nn.schedule.CosineRestarts;
import dev.hayate.nn.schedule.Exponential;
import dev.hayate.nn.schedule.MultiStep;
import dev.hayate.nn.schedule.OneCycle;
import dev.hayate.nn.schedule.Plateau;
import dev.hayate.nn.schedule.Polynomial;
import dev.hayate.nn.schedule.Schedule;
import dev.hayate.nn.schedule.StepDecay;
import dev.hayate.nn.train.Trainer;
import dev.hayate.nn.train.TrainerBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows an optimizer, with or without a schedule or clipping, step by step. */
final class GoldOptimizers {
  private static final Pattern NET = Pattern.compile("(\\d+)-(\\d+)\\((\\w+)\\)-(\\d+)");

  /** Attributes that are not the optimizer's. */
  private static final List<String> OURS =
      List.of(
          "lr",
          "momentum",
          "dampening",
          "nesterov",
          "weight_decay",
          "eps",
          "alpha",
          "amsgrad",
          "centered",
          "rho",
          "lr_decay",
          "initial_accumulator_value",
          "momentum_decay",
          "decoupled_weight_decay",
          "lambd",
          "t0");

  private final GoldCase gold;
  private final SafeTensors tensors;
  private final Arena arena;
  private final String backend;

  GoldOptimizers(GoldCase gold, Arena arena, String backend) throws IOException {
    this.gold = gold;
    this.arena = arena;
    this.backend = backend;
    this.tensors = gold.tensors(arena);
  }

  void run() throws IOException {
    Model model = model(gold.attrs().string("net"));
    Parameters parameters = model.initialize(arena, 0);
    for (Parameters.Entry entry : parameters.entries()) {
      Parameters.load(entry, tensors.floats("param." + GoldLayers.shortName(entry), arena));
    }
    boolean classes = tensors.array("in.target").type().isInteger();
    Tensor x = tensors.floats("in.x", arena);
    Tensor target =
        classes
            ? GoldCase.ints(tensors.array("in.target"), arena)
            : tensors.floats("in.target", arena);
    String[] parts = gold.op().split("\\+", -1);
    TrainerBuilder builder =
        model
            .trainer(parameters)
            .loss(loss(gold.attrs().string("loss")))
            .optimizer(optimizer(parts[0], parts))
            .batch(x.rows())
            .backend(backend);
    boolean observes = false;
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      observes |= configure(builder, part);
    }
    double[] losses = tensors.array("f64.loss").doubles();
    double[] rates = tensors.arrays().containsKey("lr") ? tensors.array("lr").doubles() : losses;
    try (Trainer trainer = builder.open()) {
      double[] found = new double[losses.length];
      for (int step = 0; step < losses.length; step++) {
        if (rates != losses) {
          double base = optimizer(parts[0], parts).rate();
          gold.check(
              "rate of step " + (step + 1),
              "lr",
              new double[] {trainer.rate(base)},
              new double[] {rates[step]});
        }
        trainer.step(x, target);
        found[step] = trainer.loss();
        checkParameters(parameters, step);
        if (observes) {
          trainer.observe(losses[step]);
        }
      }
      gold.check("loss", "loss", found, tensors);
    }
  }

  private void checkParameters(Parameters parameters, int step) throws IOException {
    for (Parameters.Entry entry : parameters.entries()) {
      String key = GoldLayers.shortName(entry);
      float[] floats = Parameters.exported(entry, arena).toFloats();
      double[] got = new double[floats.length];
      for (int i = 0; i < got.length; i++) {
        got[i] = floats[i];
      }
      double[] all = tensors.array("f64." + key).doubles();
      double[] wanted = Arrays.copyOfRange(all, step * got.length, (step + 1) * got.length);
      gold.check(key + " after step " + (step + 1), key, got, wanted);
    }
  }

  private static dev.hayate.nn.loss.Loss loss(String text) {
    String[] words = text.split(" ", -1);
    String type = words[0].endsWith("Loss") ? words[0] : words[0] + "Loss";
    return LossCatalog.read(
        type,
        Attributes.NONE.with("reduction", words.length > 1 ? words[1] : "mean"),
        dev.hayate.kernels.Weights.NONE,
        dev.hayate.kernels.Weights.NONE);
  }

  private static Model model(String net) {
    Matcher matcher = NET.matcher(net);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("net " + net + ": expected as in 5-7(tanh)-3");
    }
    int in = Integer.parseInt(matcher.group(1));
    int hidden = Integer.parseInt(matcher.group(2));
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", in);
    Graph.Value h = graph.apply("fc0", Linear.of(in, hidden), x);
    Graph.Value a =
        graph.apply("act", new Elementwise(ActivationCatalog.named(matcher.group(3))), h);
    Graph.Value y = graph.apply("fc1", Linear.of(hidden, Integer.parseInt(matcher.group(4))), a);
    return graph.output("y", y).build();
  }

  private Optimizer optimizer(String name, String[] parts) throws IOException {
    Attributes settings = Attributes.NONE;
    JsonObject attrs = gold.attrs();
    boolean scheduled = parts.length > 1;
    for (String key : OURS) {
      if (attrs.has(key) && !(scheduled && key.equals("momentum_decay"))) {
        Object value = attrs.members().get(key);
        if (value instanceof Boolean flag) {
          settings = settings.with(key, flag);
        } else if (value instanceof Number number) {
          settings = settings.with(key, number.doubleValue());
        }
      }
    }
    if (attrs.has("betas")) {
      double[] betas = attrs.numbers("betas");
      settings = settings.with("beta1", betas[0]).with("beta2", betas[1]);
    }
    if (attrs.has("etas")) {
      double[] etas = attrs.numbers("etas");
      settings = settings.with("eta1", etas[0]).with("eta2", etas[1]);
    }
    if (attrs.has("step_sizes")) {
      double[] sizes = attrs.numbers("step_sizes");
      settings = settings.with("least", sizes[0]).with("most", sizes[1]);
    }
    return OptimizerCatalog.read(name, settings);
  }

  /** Whether the part has to be told of losses. */
  private boolean configure(TrainerBuilder builder, String part) throws IOException {
    Optional<Schedule> schedule = schedule(part);
    if (schedule.isPresent()) {
      builder.schedule(schedule.get());
      return false;
    }
    JsonObject attrs = gold.attrs();
    switch (part) {
      case "clip_grad_norm", "clip_grad_norm_" ->
          builder.clipNorm(gold.number("clip_norm", gold.number("max_norm", 1)));
      case "clip_grad_value", "clip_grad_value_" -> builder.clipValue(gold.number("clip_value", 1));
      case "EMA" -> builder.average(gold.number("decay", 0.999));
      case "ReduceLROnPlateau" -> {
        boolean relative =
            !attrs.has("threshold_mode") || attrs.string("threshold_mode").equals("rel");
        builder.plateau(
            new Plateau(
                gold.number("factor", 0.1),
                (int) gold.number("patience", 10),
                gold.number("threshold", 1e-4),
                relative,
                attrs.has("mode") && attrs.string("mode").equals("max"),
                (int) gold.number("cooldown", 0),
                gold.number("min_lr", 0)));
        return true;
      }
      default -> throw new IllegalArgumentException("unknown operation " + part);
    }
    return false;
  }

  private Optional<Schedule> schedule(String part) throws IOException {
    double gamma = gold.number("gamma", 0.1);
    return Optional.ofNullable(
        switch (part) {
          case "StepLR" -> new StepDecay((long) gold.number("step_size", 1), gamma);
          case "MultiStepLR" ->
              new MultiStep(
                  Arrays.stream(gold.attrs().numbers("milestones"))
                      .mapToObj(m -> (long) m)
                      .toList(),
                  gamma);
          case "ExponentialLR" -> new Exponential(gamma);
          case "PolynomialLR" ->
              new Polynomial((long) gold.number("total_iters", 5), gold.number("power", 1));
          case "ConstantLR" ->
              new ConstantFactor(
                  gold.number("factor", 1.0 / 3), (long) gold.number("total_iters", 5));
          case "LinearLR" ->
              new dev.hayate.nn.schedule.Linear(
                  gold.number("start_factor", 1.0 / 3),
                  gold.number("end_factor", 1),
                  (long) gold.number("total_iters", 5));
          case "CosineAnnealingLR" ->
              new Cosine((long) gold.number("T_max", 1), gold.number("eta_min", 0));
          case "CosineAnnealingWarmRestarts" ->
              new CosineRestarts(
                  (long) gold.number("T_0", 1),
                  (int) gold.number("T_mult", 1),
                  gold.number("eta_min", 0));
          case "OneCycleLR" ->
              new OneCycle(
                  gold.number("max_lr", 1),
                  (long) gold.number("total_steps", 2),
                  gold.number("pct_start", 0.3),
                  gold.number("div_factor", 25),
                  gold.number("final_div_factor", 1e4),
                  gold.attrs().has("anneal")
                      && gold.attrs().string("anneal").toLowerCase(Locale.ROOT).startsWith("lin"),
                  gold.flag("three_phase", false));
          default -> null;
        });
  }
}
