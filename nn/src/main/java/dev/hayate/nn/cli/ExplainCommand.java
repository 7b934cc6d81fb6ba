package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.PixelEncoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.insight.Attribution;
import dev.hayate.nn.insight.PermutationImportance;
import dev.hayate.nn.report.ExplanationReport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate explain}: what a model's answers hang on. */
@Command(
    name = "explain",
    description = "Says which inputs a model's answers hang on.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: hayate explain titanic.safetensors --data titanic.csv --method permutation",
      "          hayate explain mnist.safetensors --data DIR --rows 8 --report why.html"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int SHOWN = 30;
  private static final int PICTURES = 12;

  /** How to look. */
  enum Method {
    SALIENCY,
    INTEGRATED,
    PERMUTATION
  }

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL.safetensors", description = "written by hayate train --save")
  Path file = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE|DIR",
      description = "raw rows, FILE.csv or FILE.npy, or a folder of mnist's files")
  Path data = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "saliency: gradients; integrated: shares of the answer, from a row of zeros on;"
              + " permutation: what mixing up each column costs (integrated)")
  Method method = Method.INTEGRATED;

  @Option(names = "--rows", paramLabel = "N", description = "the first N rows (all)")
  @Nullable Integer rows;

  @Option(
      names = "--class",
      paramLabel = "LABEL",
      description = "the answer to explain (each row's own)")
  String label = "";

  @Option(names = "--steps", paramLabel = "N", description = "of integrated gradients (64)")
  int steps = 64;

  @Option(names = "--repeats", paramLabel = "N", description = "of permutation (5)")
  int repeats = 5;

  @Option(names = "--seed", paramLabel = "N", description = "of permutation (0)")
  long seed;

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Option(
      names = "--output",
      paramLabel = "FILE.npy",
      description = "write each row's numbers, for saliency and integrated")
  @Nullable Path output;

  @Option(names = "--report", paramLabel = "FILE.html", description = "write a page")
  @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    Checks.usage(spec, rows == null || rows >= 1, "--rows", rows, "1 or more");
    Checks.usage(spec, steps >= 1, "--steps", steps, "1 or more");
    Checks.usage(spec, repeats >= 1, "--repeats", repeats, "1 or more");
    Checks.usage(
        spec,
        output == null || method != Method.PERMUTATION,
        "--output",
        output,
        "none with permutation, which has no numbers of rows");
    ExplanationReport page = new ExplanationReport("hayate explain " + file.getFileName());
    try (Arena arena = Arena.ofShared()) {
      ModelSource source = ModelSource.load(file, seed, arena);
      if (method == Method.PERMUTATION) {
        permutation(source, page, arena);
      } else {
        attribution(source, page, arena);
      }
    }
    if (report != null) {
      AtomicFile.writeText(report, page.html());
    }
    return 0;
  }

  private int count(int all) {
    return rows == null ? all : Math.min(rows, all);
  }

  private void permutation(ModelSource source, ExplanationReport page, Arena arena)
      throws IOException {
    Encoding encoding = source.encoding();
    Dataset answered = AnsweredRows.read(source, data, arena);
    int count = count(answered.size());
    Tensor truth = answered.targets().rows(0, count);
    List<PermutationImportance.Importance> found =
        PermutationImportance.of(
            source.parameters(),
            answered.features().rows(0, count),
            AnsweredRows.sources(encoding),
            outputs -> AnsweredRows.goodness(encoding.target(), outputs, truth),
            repeats,
            seed,
            backend);
    String measure = encoding.target() instanceof Target.Classes ? "accuracy" : "R2";
    System.out.printf("%,d rows, each column mixed up %d times%n", count, repeats);
    System.out.printf("%-32s %12s %12s%n", "column", measure + " lost", "deviation");
    Map<String, Double> bars = new LinkedHashMap<>();
    found.stream()
        .sorted((a, b) -> Double.compare(b.drop(), a.drop()))
        .limit(SHOWN)
        .forEach(
            importance -> {
              bars.put(importance.name(), importance.drop());
              System.out.printf(
                  Locale.ROOT,
                  "%-32s %12.5f %12.5f%n",
                  importance.name(),
                  importance.drop(),
                  importance.deviation());
            });
    page.bars("What mixing up a column among the rows costs: " + measure, bars);
  }

  private void attribution(ModelSource source, ExplanationReport page, Arena arena)
      throws IOException {
    Tensor all = AnsweredRows.features(source, data, arena);
    Tensor features = all.rows(0, count(all.rows()));
    Target target = source.encoding().target();
    List<String> labels = target.labels();
    int wanted = labels.isEmpty() ? 0 : Attribution.LARGEST;
    if (!label.isEmpty()) {
      wanted = labels.indexOf(label);
      Checks.usage(spec, wanted >= 0, "--class", label, "one of " + labels);
    }
    Attribution.Shares shares;
    try (Attribution attribution = new Attribution(source.parameters(), backend)) {
      Tensor zeros = Tensor.allocate(arena, features.cols());
      shares =
          method == Method.SALIENCY
              ? attribution.saliency(features, wanted, arena)
              : attribution.integrated(features, zeros, wanted, steps, arena);
    }
    print(shares, source.encoding().featureNames(), page);
    if (output != null) {
      Npy.write(output, shares.values());
    }
    int side = (int) Math.round(Math.sqrt(features.cols()));
    boolean images = source.encoding() instanceof PixelEncoding;
    if (images && side * side == features.cols()) {
      List<String> captions =
          shares.outputs().stream()
              .limit(PICTURES)
              .map(index -> index < labels.size() ? labels.get(index) : "output " + index)
              .toList();
      page.pictures("Rows and what speaks for them", features, shares.values(), captions);
    }
  }

  private void print(Attribution.Shares shares, List<String> names, ExplanationReport page) {
    Tensor values = shares.values();
    double[] sizes = new double[values.cols()];
    double[] means = new double[values.cols()];
    for (int row = 0; row < values.rows(); row++) {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] += Math.abs(values.get(row, i)) / (double) values.rows();
        means[i] += values.get(row, i) / (double) values.rows();
      }
    }
    double gap = shares.gaps().stream().mapToDouble(Math::abs).max().orElse(0);
    System.out.printf(
        Locale.ROOT,
        "%,d rows%s%n%-32s %14s %14s%n",
        values.rows(),
        method == Method.SALIENCY
            ? ""
            : String.format(Locale.ROOT, ", shares add up to within %.2g", gap),
        "input",
        "mean size",
        "mean");
    Map<String, Double> bars = new LinkedHashMap<>();
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted((a, b) -> Double.compare(sizes[b], sizes[a]))
        .limit(SHOWN)
        .forEach(
            i -> {
              bars.put(names.get(i), sizes[i]);
              System.out.printf(
                  Locale.ROOT, "%-32s %14.6g %14.6g%n", names.get(i), sizes[i], means[i]);
            });
    page.bars(
        method == Method.SALIENCY ? "Mean size of the gradient" : "Mean size of the share", bars);
  }
}
