package dev.hayate.nn.gold;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerCatalog;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.loss.LossCatalog;
import dev.hayate.nn.train.Differentiator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builds a layer, a loss or a small network from a case's operation and attributes, and compares.
 */
final class GoldLayers {
  /** Inputs of a case that belong to the operation and are no inputs of a model. */
  private static final Set<String> SETTINGS =
      Set.of("running_mean", "running_var", "class_weight", "weight", "pos_weight", "target");

  private final GoldCase gold;
  private final Arena arena;
  private final SafeTensors tensors;
  private final String backend;
  private final List<String> inputs = new ArrayList<>();

  GoldLayers(GoldCase gold, Arena arena, String backend) throws IOException {
    this.gold = gold;
    this.arena = arena;
    this.backend = backend;
    this.tensors = gold.tensors(arena);
    for (String name : tensors.arrays().keySet()) {
      if (name.startsWith("in.") && !SETTINGS.contains(name.substring(3))) {
        inputs.add(name.substring(3));
      }
    }
    inputs.sort(java.util.Comparator.comparingInt(GoldLayers::rank).thenComparing(n -> n));
  }

  /** Means come before variances, and what is usually called first before the rest. */
  private static int rank(String input) {
    return switch (input) {
      case "x", "input", "x1", "input1", "logp", "mean", "mu", "idx", "a" -> 0;
      default -> 1;
    };
  }

  void run() throws IOException {
    if (gold.op().startsWith("MLP+")) {
      network();
    } else if (tensors.arrays().containsKey("in.target")) {
      loss(gold.op());
    } else {
      layer();
    }
  }

  private Tensor input(String name) throws IOException {
    var array = tensors.array("in." + name);
    return array.type().isInteger() ? GoldCase.ints(array, arena) : array.floats(arena);
  }

  private static Shape sample(Shape shape) {
    int[] dims = shape.dims();
    return dims.length <= 1
        ? Shape.of()
        : Shape.of(java.util.Arrays.copyOfRange(dims, 1, dims.length));
  }

  private Graph.Value declare(Graph graph, String name) throws IOException {
    var array = tensors.array("in." + name);
    int[] dims = sample(array.shape()).dims();
    return array.type().isInteger() ? graph.indices(name, dims) : graph.input(name, dims);
  }

  private void layer() throws IOException {
    Layer layer = layerOf(gold.op());
    Graph graph = Model.graph();
    List<Graph.Value> values = new ArrayList<>();
    for (String name : inputs) {
      values.add(declare(graph, name));
    }
    Model model =
        graph.output("y", graph.apply("op", layer, values.toArray(Graph.Value[]::new))).build();
    Parameters parameters = model.initialize(arena, 0);
    for (Parameters.Entry entry : parameters.entries()) {
      String name = entry.spec().name();
      String stored = (entry.spec().trained() ? "param." : "in.") + name;
      if (tensors.arrays().containsKey(stored)) {
        Parameters.load(entry, tensors.floats(stored, arena));
      }
    }
    Tensor[] fed = new Tensor[inputs.size()];
    for (int i = 0; i < fed.length; i++) {
      fed[i] = input(inputs.get(i));
    }
    boolean training = gold.flag("training", false);
    int batch = tensors.array("in." + inputs.getFirst()).shape().dim(0);
    try (Differentiator run = Differentiator.of(model, parameters, batch, training, backend)) {
      run.forward(fed);
      gold.check("y", "y", run.output(0), tensors);
      run.backward(tensors.floats("gout.y", arena));
      for (int i = 0; i < fed.length; i++) {
        if (fed[i].type() == DType.F32) {
          String key = "grad." + inputs.get(i);
          gold.check(key, key, run.inputGradient(i), tensors);
        }
      }
      checkParameters(run.gradients());
    }
    for (Parameters.Entry entry : parameters.entries()) {
      String key = entry.spec().name() + "_after";
      if (tensors.arrays().containsKey("f64." + key)) {
        gold.check(key, key, entry.tensor(), tensors);
      }
    }
  }

  private void checkParameters(Parameters gradients) throws IOException {
    for (Parameters.Entry entry : gradients.entries()) {
      String key = "grad." + entry.spec().name();
      if (entry.spec().trained() && tensors.arrays().containsKey("f64." + key)) {
        gold.check(key, key, Parameters.exported(entry, arena), tensors);
      }
    }
  }

  private Layer layerOf(String op) throws IOException {
    Attributes all = gold.attributes();
    Attributes usual = Attributes.NONE;
    String type = op;
    switch (op) {
      case "GELU_exact" -> type = "GELU";
      case "GELU_tanh" -> type = "GELUTanh";
      case "GELU" -> {
        if (all.values().getOrDefault("approximate", "none").equals("tanh")) {
          type = "GELUTanh";
        }
      }
      case "ReLU6" -> {
        type = "Hardtanh";
        usual = usual.with("min_val", 0L).with("max_val", 6L);
      }
      case "Swish" -> type = "SiLU";
      case "Clip", "Clamp" -> type = "Hardtanh";
      case "Linear" -> {
        Shape weight = tensors.array("param.weight").shape();
        usual =
            usual
                .with("in", weight.dim(1))
                .with("out", weight.dim(0))
                .with("bias", tensors.arrays().containsKey("param.bias"));
      }
      case "Dropout" -> usual = usual.with("p", 0.5);
      case "PReLU" ->
          usual =
              usual
                  .with("num_parameters", tensors.array("param.weight").shape().size())
                  .with("init", 0.25);
      case "BatchNorm1d" ->
          usual =
              usual
                  .with("num_features", sample(tensors.array("in.x").shape()).dim(0))
                  .with("eps", 1e-5)
                  .with("momentum", 0.1)
                  .with("affine", tensors.arrays().containsKey("param.weight"));
      case "LayerNorm", "RMSNorm" ->
          usual =
              usual
                  .with("eps", op.equals("RMSNorm") ? 0x1p-23 : 1e-5)
                  .with("elementwise_affine", tensors.arrays().containsKey("param.weight"))
                  .with("bias", tensors.arrays().containsKey("param.bias"));
      case "GroupNorm" ->
          usual =
              usual
                  .with("num_channels", sample(tensors.array("in.x").shape()).dim(0))
                  .with("eps", 1e-5)
                  .with("affine", tensors.arrays().containsKey("param.weight"));
      case "Embedding", "EmbeddingBag" -> {
        Shape weight = tensors.array("param.weight").shape();
        usual =
            usual
                .with("num_embeddings", weight.dim(0))
                .with("embedding_dim", weight.dim(1))
                .with("mode", "mean")
                .with("padding_idx", -1L);
      }
      case "Bilinear" -> {
        Shape weight = tensors.array("param.weight").shape();
        usual =
            usual
                .with("in1_features", weight.dim(1))
                .with("in2_features", weight.dim(2))
                .with("out_features", weight.dim(0))
                .with("bias", tensors.arrays().containsKey("param.bias"));
      }
      case "Mul" -> type = "Multiply";
      case "Concatenate", "Cat" -> type = "Concat";
      case "Scale", "Shift" ->
          usual = usual.with("features", sample(tensors.array("in.x").shape()).cols());
      default -> {}
    }
    Attributes settings = usual.and(all).and(usual.values().containsKey("in") ? usual : all);
    Map<String, Object> renamed = new LinkedHashMap<>(settings.values());
    if (renamed.containsKey("lambda")) {
      renamed.put("lambd", renamed.get("lambda"));
    }
    if (renamed.get("normalized_shape") instanceof Long one) {
      renamed.put("normalized_shape", List.of(one));
    }
    return LayerCatalog.read(type, Attributes.of(renamed));
  }

  private Weights weights(String... names) throws IOException {
    for (String name : names) {
      if (tensors.arrays().containsKey("in." + name)) {
        return Weights.of(tensors.array("in." + name).doubles());
      }
    }
    return Weights.NONE;
  }

  private Loss lossOf(String op) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>(gold.attributes().values());
    String type = op;
    if (op.equals("CrossEntropyLoss")) {
      if (tensors.array("in.target").type().isInteger()) {
        for (long target : tensors.array("in.target").longs()) {
          if (target < 0) {
            settings.putIfAbsent("ignore_index", target);
          }
        }
      } else {
        type = "CrossEntropyLossOnProbabilities";
      }
    }
    return LossCatalog.read(
        type, Attributes.of(settings), weights("class_weight", "weight"), weights("pos_weight"));
  }

  /** A loss of one input, or of several side by side. */
  private void loss(String op) throws IOException {
    Loss loss = lossOf(op);
    Graph graph = Model.graph();
    List<Graph.Value> values = new ArrayList<>();
    Tensor[] fed = new Tensor[inputs.size()];
    for (int i = 0; i < fed.length; i++) {
      fed[i] = input(inputs.get(i));
      int[] dims = sample(tensors.array("in." + inputs.get(i)).shape()).dims();
      values.add(graph.input(inputs.get(i), dims.length == 0 ? new int[] {1} : dims));
    }
    Graph.Value joined =
        values.size() == 1
            ? graph.apply(
                "y", new Elementwise(ActivationCatalog.named("Identity")), values.getFirst())
            : graph.apply("y", new Concat(), values.toArray(Graph.Value[]::new));
    Model model = graph.output("y", joined).build();
    int batch = tensors.array("in." + inputs.getFirst()).shape().dim(0);
    Parameters parameters = model.initialize(arena, 0);
    try (Differentiator run = Differentiator.of(model, parameters, batch, false, backend)) {
      run.forward(fed);
      compare(run, loss);
      for (int i = 0; i < fed.length; i++) {
        String key = "grad." + inputs.get(i);
        if (tensors.arrays().containsKey("f64." + key)) {
          gold.check(key, key, run.inputGradient(i), tensors);
        }
      }
    }
  }

  private void compare(Differentiator run, Loss loss) throws IOException {
    Tensor value = Tensor.allocate(arena, 1);
    Tensor output = run.output(0);
    Tensor gradient = Tensor.allocate(arena, DType.F32, output.shape());
    Losses losses = run.backend().losses();
    Tensor target = input("target");
    loss.compute(losses, output, target, Losses.NONE, value, Losses.NONE);
    gold.check("loss", "loss", value, tensors);
    loss.compute(losses, output, target, Losses.NONE, value, gradient);
    gold.check("loss beside the gradient", "loss", value, tensors);
    float scale = tensors.floats("gout.loss", arena).toFloats()[0];
    run.backend().arithmetic().scale(scale, gradient, gradient);
    run.backward(gradient);
  }

  /** A whole network, whose weights are w0, b0, w1 and so on. */
  private void network() throws IOException {
    Loss loss = lossOf(gold.op().substring(4).replace("CrossEntropy", "CrossEntropyLoss"));
    double[] sizes = gold.attrs().numbers("layers");
    Activation activation =
        ActivationCatalog.named(gold.attrs().string("activation").toLowerCase(Locale.ROOT));
    Graph graph = Model.graph();
    Graph.Value last = graph.input("x", (int) sizes[0]);
    for (int i = 1; i < sizes.length; i++) {
      last = graph.apply("fc" + (i - 1), Linear.of((int) sizes[i - 1], (int) sizes[i]), last);
      if (i + 1 < sizes.length) {
        last = graph.apply("act" + i, new Elementwise(activation), last);
      }
    }
    Model model = graph.output("logits", last).build();
    Parameters parameters = model.initialize(arena, 0);
    for (Parameters.Entry entry : parameters.entries()) {
      Parameters.load(entry, tensors.floats("param." + shortName(entry), arena));
    }
    int batch = tensors.array("in.x").shape().dim(0);
    try (Differentiator run = Differentiator.of(model, parameters, batch, false, backend)) {
      run.forward(input("x"));
      gold.check("logits", "logits", run.output(0), tensors);
      compare(run, loss);
      gold.check("grad.x", "grad.x", run.inputGradient(0), tensors);
      for (Parameters.Entry entry : run.gradients().entries()) {
        String key = "grad." + shortName(entry);
        gold.check(key, key, Parameters.exported(entry, arena), tensors);
      }
    }
  }

  /** As in {@code w0} for {@code fc0.weight}. */
  static String shortName(Parameters.Entry entry) {
    String node = entry.name().substring(0, entry.name().indexOf('.'));
    return (entry.spec().name().equals("weight") ? "w" : "b") + node.substring(2);
  }
}
