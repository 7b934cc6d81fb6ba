package dev.hayate.nn.cli;

import dev.hayate.nn.Model;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerCatalog;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which network is trained: one of a file, or a chain of equal blocks. */
final class NetworkOptions {
  private static final String NONE = "none";
  private static final Attributes PRELU =
      Attributes.NONE.with("num_parameters", 1).with("init", 0.25);

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "a model description (JSON), or a saved model whose graph is taken")
  @Nullable Path model;

  @Option(
      names = "--hidden",
      paramLabel = "N,N",
      split = ",",
      description = "sizes of the hidden layers; 0 for none (by job)")
  @Nullable List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu, leaky-relu:negative_slope=0.2, gelu, ...; none for none (relu)")
  String activation = "relu";

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "share of each hidden layer's outputs that training drops (0)")
  double dropout;

  @Option(
      names = "--input-dropout",
      paramLabel = "P",
      description = "share of the inputs that training drops (0)")
  double inputDropout;

  @Option(names = "--batch-norm", description = "batch normalisation behind each hidden layer")
  boolean batchNorm;

  @Option(names = "--layer-norm", description = "layer normalisation behind each hidden layer")
  boolean layerNorm;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(
        hidden == null || hidden.stream().allMatch(n -> n >= 0), "--hidden", hidden, "sizes");
    Checks.that(dropout >= 0 && dropout < 1, "--dropout", dropout, "from 0 to below 1");
    Checks.that(
        inputDropout >= 0 && inputDropout < 1,
        "--input-dropout",
        inputDropout,
        "from 0 to below 1");
    Checks.that(!(batchNorm && layerNorm), "--batch-norm", "--layer-norm too", "one of them");
    boolean described = hidden != null || dropout > 0 || inputDropout > 0 || batchNorm || layerNorm;
    Checks.that(
        model == null || !described,
        "--model",
        "--hidden, --dropout or a norm too",
        "a file or these options");
    if (!activation.equals(NONE)) {
      Checks.made("--activation", activation, this::activation);
    }
  }

  private static List<String> activations() {
    List<String> types = new ArrayList<>(ActivationCatalog.types());
    types.add("PReLU");
    types.add("GLU");
    return types;
  }

  /** The layer of the activation. */
  private Layer activation() {
    Choice choice = Choice.of("--activation", activation, activations(), "");
    if (choice.type().equals("PReLU")) {
      return LayerCatalog.read("PReLU", choice.over(PRELU));
    }
    Layer layer = LayerCatalog.read(choice.type(), choice.settings());
    choice.over(layer.attributes());
    return layer;
  }

  private boolean isGated() {
    return !activation.equals(NONE)
        && Choice.of("--activation", activation, activations(), "").type().equals("GLU");
  }

  /** The activation's name, for gains; empty without one. */
  String activationType() {
    return activation.equals(NONE) || model != null
        ? ""
        : Choice.of("--activation", activation, activations(), "").type();
  }

  /**
   * The network for a job.
   *
   * @param outputs how many the last layer has
   * @throws IOException if the file cannot be read or describes no model
   */
  Model build(int features, int outputs, List<Integer> usualSizes) throws IOException {
    if (model != null) {
      return read(model);
    }
    Sequential chain = Model.sequential(features);
    if (inputDropout > 0) {
      chain.dropout(inputDropout);
    }
    for (int size : hidden == null ? usualSizes : hidden) {
      if (size > 0) {
        block(chain, size);
      }
    }
    return chain.linear(outputs).build();
  }

  private void block(Sequential chain, int size) {
    int width = isGated() ? 2 * size : size;
    chain.linear(width);
    if (batchNorm) {
      chain.batchNorm();
    }
    if (layerNorm) {
      chain.layerNorm();
    }
    if (!activation.equals(NONE)) {
      chain.layer(activation());
    }
    if (dropout > 0) {
      chain.dropout(dropout);
    }
  }

  /**
   * The graph of a description or of a saved model.
   *
   * @throws IOException if the file cannot be read or describes no model
   */
  static Model read(Path file) throws IOException {
    if (file.toString().endsWith(".safetensors")) {
      try (Arena arena = Arena.ofShared()) {
        return ModelFile.load(file, arena).model();
      }
    }
    return ModelDescription.read(file);
  }
}
