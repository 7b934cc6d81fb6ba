package dev.hayate.nn.cli;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.init.Gain;
import dev.hayate.nn.init.Initialization;
import dev.hayate.nn.layer.Attributes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the parameters' first values come from. */
final class InitOptions {
  private static final String FILE_END = ".safetensors";
  private static final String USUAL = "default";
  private static final String CONSTANT = "constant";

  private static final Map<String, DoubleFunction<Initialization>> BY_GAIN = new LinkedHashMap<>();

  static {
    BY_GAIN.put("xavier-uniform", Initialization::xavierUniform);
    BY_GAIN.put("xavier-normal", Initialization::xavierNormal);
    BY_GAIN.put("kaiming-uniform", Initialization::kaimingUniform);
    BY_GAIN.put("kaiming-normal", Initialization::kaimingNormal);
    BY_GAIN.put("orthogonal", Initialization::orthogonal);
  }

  @Option(
      names = "--init",
      paramLabel = "NAME",
      description =
          "first values: xavier-uniform, xavier-normal, kaiming-uniform, kaiming-normal,"
              + " orthogonal (with gain=X; by the activation), constant:value=X, default, or the"
              + " values in FILE.safetensors (default: PyTorch's)")
  String init = USUAL;

  /** Checks what can be checked before data is read. */
  void check() {
    if (!init.endsWith(FILE_END)) {
      Checks.made("--init", init, () -> initialization(""));
    }
  }

  private Initialization initialization(String activation) {
    List<String> names = new ArrayList<>(BY_GAIN.keySet());
    names.add(CONSTANT);
    names.add(USUAL);
    Choice choice = Choice.of("--init", init, names, "");
    DoubleFunction<Initialization> byGain = BY_GAIN.get(choice.type());
    if (byGain != null) {
      double gain = choice.over(NONE.with("gain", gain(activation))).number("gain");
      Checks.that(gain > 0 && gain < Double.POSITIVE_INFINITY, "--init", init, "a gain above 0");
      return byGain.apply(gain);
    }
    if (choice.type().equals(CONSTANT)) {
      return Initialization.constant(choice.over(NONE.with("value", 0.0)).number("value"));
    }
    choice.over(Attributes.NONE);
    return Initialization.usual();
  }

  private static double gain(String activation) {
    return switch (activation.toLowerCase(Locale.ROOT)) {
      case "" -> Gain.LINEAR;
      case "sigmoid", "logsigmoid", "hardsigmoid", "glu" -> Gain.LINEAR;
      case "tanh", "hardtanh", "softsign" -> Gain.TANH;
      case "selu" -> Gain.SELU;
      case "leakyrelu" -> Gain.leakyRelu(0.01);
      default -> Gain.RELU;
    };
  }

  /**
   * The first values.
   *
   * @param activation the name of the activation, for the gain; empty without one
   * @throws IOException if they come from a file that cannot be read or is another model's
   */
  Parameters build(Model model, String activation, long seed, Arena arena) throws IOException {
    if (!init.endsWith(FILE_END)) {
      return model.initialize(arena, seed, initialization(activation));
    }
    try (Arena reading = Arena.ofShared()) {
      Parameters found = ModelFile.load(Path.of(init), reading).parameters();
      Parameters parameters = Parameters.allocate(model, arena);
      for (Parameters.Entry entry : parameters.entries()) {
        Parameters.Entry from = entry(found, entry.name());
        Checks.that(
            from != null && from.spec().shape().equals(entry.spec().shape()),
            "--init",
            from == null ? "none of that name" : entry.name() + " of " + from.spec().shape(),
            "a file with " + entry.name() + " of " + entry.spec().shape());
      }
      parameters.copyFrom(found);
      return parameters;
    }
  }

  private static Parameters.@Nullable Entry entry(Parameters parameters, String name) {
    return parameters.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
