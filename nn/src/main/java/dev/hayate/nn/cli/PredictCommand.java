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
    Target target = saved.encoding().target();
    Tensor features = saved.features(input, arena);
    Tensor answers = Scoring.answers(saved.parameters(), target, backend, features, arena);
    if (output.isEmpty()) {
      print(table(target, answers));
    } else if (FileFormat.named(output.get()).orElse(FileFormat.CSV) == FileFormat.NPY) {
      Npy.write(output.get(), answers);
    } else {
      Csv.write(output.get(), table(target, answers));
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
      results.forEach((name, result) -> print(ArrayScoring.table(name, result)));
    } else {
      ArrayScoring.write(to, results);
    }
  }

  private static CsvTable table(Target target, Tensor outputs) {
    List<String> names = new ArrayList<>(List.of(target.name()));
    List<List<String>> rows = new ArrayList<>();
    List<String> labels = target instanceof Target.Classes classes ? classes.labels() : List.of();
    labels.forEach(label -> names.add("probability of " + label));
    for (int row = 0; row < outputs.rows(); row++) {
      List<String> fields = new ArrayList<>();
      if (labels.isEmpty()) {
        fields.add(Float.toString(outputs.get(row, 0)));
      } else {
        int best = 0;
        for (int j = 0; j < outputs.cols(); j++) {
          best = outputs.get(row, j) > outputs.get(row, best) ? j : best;
          fields.add(Float.toString(outputs.get(row, j)));
        }
        fields.addFirst(labels.get(best));
      }
      rows.add(fields);
    }
    return CsvTable.of(names, rows);
  }

  private static void print(CsvTable table) {
    System.out.println(String.join(",", table.names()));
    for (int row = 0; row < table.size(); row++) {
      System.out.println(String.join(",", table.row(row)));
    }
  }
}
