package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.insight.GradientCheck;
import dev.hayate.nn.insight.RandomInputs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate gradcheck}: whether a model's gradients are what they should be. */
@Command(
    name = "gradcheck",
    description =
        "Compares the gradients that training uses with numerical ones, layer by layer; the exit"
            + " status is 1 if they disagree.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: hayate gradcheck mnist.safetensors",
      "          hayate gradcheck model.json --batch 4 --entries 100"
    })
final class GradcheckCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description = "a model file, or a description FILE.json, whose parameters are drawn")
  Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "raw rows to take the gradients at, FILE.npy or FILE.csv (random inputs)")
  @Nullable Path data;

  @Option(names = "--batch", paramLabel = "N", description = "rows (8)")
  int batch = 8;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "entries to look at of each parameter (16)")
  int entries = 16;

  @Option(
      names = "--scoring",
      description = "take the gradients as in scoring: running statistics, not the batch's own")
  boolean scoring;

  @Option(names = "--seed", paramLabel = "N", description = "of everything random (0)")
  long seed;

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Override
  public Integer call() throws IOException {
    Checks.usage(spec, batch >= 1, "--batch", batch, "1 or more");
    Checks.usage(spec, entries >= 1, "--entries", entries, "1 or more");
    try (Arena arena = Arena.ofShared()) {
      ModelSource source = ModelSource.load(file, seed, arena);
      List<Tensor> inputs = RandomInputs.of(source.model(), batch, seed, arena);
      if (data != null) {
        Tensor features = source.features(data, arena);
        inputs = List.of(features.rows(0, Math.min(batch, features.rows())));
      }
      GradientCheck.Result result =
          GradientCheck.run(
              source.parameters(),
              inputs,
              new GradientCheck.Settings(entries, !scoring, seed, backend));
      print(result);
      return result.agrees() ? 0 : 1;
    }
  }

  /** As wide as the longest, so that a table of short names fits into 80 columns. */
  private static int width(String title, Stream<String> texts) {
    return Math.max(title.length(), texts.mapToInt(String::length).max().orElse(0));
  }

  private static void print(GradientCheck.Result result) {
    List<GradientCheck.Line> lines = result.lines();
    String row =
        "%-"
            + width("node", lines.stream().map(GradientCheck.Line::node))
            + "s %-"
            + width("layer", lines.stream().map(GradientCheck.Line::type))
            + "s %-"
            + width("parameter", lines.stream().map(GradientCheck.Line::parameter))
            + "s %9s %7s %8s %10s %9s %s%n";
    System.out.printf(
        row,
        "node",
        "layer",
        "parameter",
        "entries",
        "checked",
        "largest",
        "difference",
        "tolerated",
        "");
    for (GradientCheck.Line line : lines) {
      String kinks = line.kinks() == 0 ? "" : ", " + line.kinks() + " at a kink";
      System.out.printf(
          Locale.ROOT,
          row,
          line.node(),
          line.type(),
          line.parameter(),
          String.format(Locale.ROOT, "%,d", line.size()),
          line.checked(),
          String.format(Locale.ROOT, "%.1e", line.largest()),
          String.format(Locale.ROOT, "%.1e", line.difference()),
          String.format(Locale.ROOT, "%.1e", line.tolerated()),
          (line.agrees() ? "agrees" : line.wrong() + " DISAGREE") + kinks);
    }
    System.out.println(
        (result.agrees() ? "all gradients agree" : "gradients disagree")
            + " with central differences in "
            + (result.inDouble() ? "double" : "float32"));
  }
}
