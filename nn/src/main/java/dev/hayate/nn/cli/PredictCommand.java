package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.Npy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hayate predict}: raw rows in, classes with probabilities or values out; or a model's own
 * inputs in and its own outputs out.
 */
@Command(
    name = "predict",
    description = {
      "Scores the rows of a file.",
      "",
      "A model that hayate train saved takes raw rows, which are prepared as the training rows"
          + " were, and gives classes with probabilities or values. Every other model, and one"
          + " whose input is named, takes arrays [rows, ...] as they are and gives its outputs as"
          + " they are."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: hayate predict titanic.safetensors --input new.csv --output answers.csv",
      "Example: hayate predict ranker.safetensors --input user=u.npy --input item=i.npy"
          + " --output score=s.npy"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "FILE.safetensors or FILE.onnx")
  Path file = Path.of("");

  @Option(
      names = "--input",
      required = true,
      paramLabel = "[NAME=]FILE",
      description =
          "FILE.npy or FILE.csv for each input, the name left out where there is one;"
              + " or one FILE.npz with all by name")
  List<String> inputs = List.of();

  @Option(
      names = "--output",
      paramLabel = "[NAME=]FILE",
      description =
          "FILE.npy or FILE.csv for each output that is wanted, or one FILE.npz for all"
              + " (CSV on standard output)")
  List<String> outputs = List.of();

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Override
  public Integer call() throws IOException {
    NamedFiles.checkExtensions(spec, "--input", inputs);
    NamedFiles.checkExtensions(spec, "--output", outputs);
    try (Arena arena = Arena.ofShared()) {
      ModelSource saved = ModelSource.load(file, 0, arena).forScoring(arena);
      boolean raw =
          saved.metadata().containsKey(Encoding.METADATA_KEY)
              && inputs.size() == 1
              && !NamedFiles.isNamed(inputs.getFirst(), ArrayScoring.inputNames(saved.model()));
      if (raw) {
        answer(saved, arena);
      } else {
        score(saved, arena);
      }
    }
    return 0;
  }

  private void answer(ModelSource saved, Arena arena) throws IOException {
    Checks.usage(spec, outputs.size() < 2, "--output", outputs, "one file for one answer");
    Optional<Path> output = outputs.stream().findFirst().map(Path::of);
    Path input = Path.of(inputs.getFirst());
    output.ifPresent(path -> checkOneArray("--output", path));
    checkOneArray("--input", input);
    Encoding encoding = saved.encoding();
    Target target = encoding.target();
    Tensor answers =
        FileFormat.named(input).orElse(FileFormat.CSV) == FileFormat.NPY
            ? Scoring.answers(
                saved.parameters(), target, backend, saved.features(input, arena), arena)
            : Scoring.answers(saved.parameters(), encoding, backend, input, arena);
    if (output.isEmpty()) {
      print(names(target), rows(target, answers));
    } else if (FileFormat.named(output.get()).orElse(FileFormat.CSV) == FileFormat.NPY) {
      Npy.write(output.get(), answers);
    } else {
      Csv.write(output.get(), names(target), rows(target, answers));
    }
  }

  private void checkOneArray(String option, Path path) {
    Checks.usage(
        spec, !NamedFiles.isArchive(path), option, path, "FILE.npy or FILE.csv for raw rows");
  }

  private void score(ModelSource saved, Arena arena) throws IOException {
    Model model = saved.model();
    List<String> names = ArrayScoring.outputNames(model);
    NamedFiles from = NamedFiles.of(spec, "--input", inputs, ArrayScoring.inputNames(model));
    NamedFiles to = NamedFiles.of(spec, "--output", outputs, names);
    Checks.usage(
        spec,
        !outputs.isEmpty() || names.size() == 1,
        "--output",
        "none",
        "NAME=FILE for each that is wanted of " + names);
    Map<String, Tensor> results = new ArrayScoring(saved.parameters(), arena).run(from, backend);
    if (outputs.isEmpty()) {
      results.forEach(
          (name, result) -> {
            CsvTable table = ArrayScoring.table(name, result);
            print(table.names(), table.rows());
          });
    } else {
      ArrayScoring.write(to, results);
    }
  }

  private static List<String> names(Target target) {
    List<String> names = new ArrayList<>(List.of(target.name()));
    target.labels().forEach(label -> names.add("probability of " + label));
    return names;
  }

  /** The rows of the answers as texts, each made when it is asked for. */
  private static Iterable<List<String>> rows(Target target, Tensor answers) {
    return () ->
        IntStream.range(0, answers.rows())
            .mapToObj(row -> fields(target.labels(), answers, row))
            .iterator();
  }

  private static List<String> fields(List<String> labels, Tensor answers, int row) {
    if (labels.isEmpty()) {
      return List.of(Float.toString(answers.get(row, 0)));
    }
    List<String> fields = new ArrayList<>();
    int best = 0;
    for (int j = 0; j < answers.cols(); j++) {
      best = answers.get(row, j) > answers.get(row, best) ? j : best;
      fields.add(Float.toString(answers.get(row, j)));
    }
    fields.addFirst(labels.get(best));
    return fields;
  }

  private static void print(List<String> names, Iterable<List<String>> rows) {
    System.out.println(String.join(",", names));
    rows.forEach(row -> System.out.println(String.join(",", row)));
  }
}
