package dev.hayate.nn.cli;

import dev.hayate.kernels.Activation;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.insight.Deformation;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.report.DeformationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayate squash}: how random networks deform the plane. */
@Command(
    name = "squash",
    description = "Draws how networks of random weights turn, stretch and squash the plane.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: hayate squash --report squash.html --layers 1,2,4 --gain 1,2,5"})
final class SquashCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--report",
      required = true,
      paramLabel = "FILE.html",
      description = "the page to write")
  Path report = Path.of("");

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "N,N",
      description = "how many layers, a row of pictures each; 0 is a matrix alone (0,1,2,4)")
  List<Integer> layers = List.of(0, 1, 2, 4);

  @Option(
      names = "--gain",
      split = ",",
      paramLabel = "X,X",
      description = "how large the weights are, a column of pictures each (1,2,5)")
  List<Double> gains = List.of(1.0, 2.0, 5.0);

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "neurons in each layer; wider ones end with a matrix back to the plane (2)")
  int width = 2;

  @Option(names = "--activation", paramLabel = "NAME", description = "what squashes (tanh)")
  String activation = "tanh";

  @Option(names = "--seed", paramLabel = "N", description = "of the weights (0)")
  long seed;

  @Override
  public Integer call() throws IOException {
    Checks.usage(spec, width >= 1, "--width", width, "1 or more");
    Checks.usage(spec, layers.stream().allMatch(n -> n >= 0), "--layers", layers, "0 or more each");
    Checks.usage(spec, gains.stream().allMatch(x -> x > 0), "--gain", gains, "more than 0 each");
    Checks.usage(
        spec,
        ActivationCatalog.types().stream().anyMatch(activation::equalsIgnoreCase),
        "--activation",
        activation,
        "one of " + ActivationCatalog.types());
    Activation squashing = ActivationCatalog.named(activation);
    DeformationReport page = new DeformationReport("hayate squash");
    page.row(
        "The plane", List.of("a grid from -1.5 to 1.5 either way"), List.of(Deformation.none()));
    for (int count : layers) {
      List<Deformation> pictures = new ArrayList<>();
      for (double gain : gains) {
        pictures.add(Deformation.random(count, width, squashing, gain, seed));
      }
      String heading =
          switch (count) {
            case 0 -> "A random matrix";
            case 1 -> "One layer: a random matrix, then " + activation;
            default -> count + " layers, each a random matrix and " + activation;
          };
      page.row(heading, gains.stream().map(gain -> "gain " + gain).toList(), pictures);
    }
    AtomicFile.writeText(report, page.html());
    return 0;
  }
}
