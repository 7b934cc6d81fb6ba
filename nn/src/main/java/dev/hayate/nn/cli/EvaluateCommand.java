package dev.hayate.nn.cli;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.CsvRows;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.MnistFiles;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hayate evaluate}: how good a saved model is, by every measure there is. */
@Command(
    name = "evaluate",
    description = "Measures a saved model's answers to rows whose truth is known.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: hayate evaluate titanic.safetensors --data titanic.csv --part test",
      "          hayate evaluate mnist.safetensors --data DIR --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final String SCREEN = "-";
  private static final List<String> PARTS = List.of("all", "train", "validation", "test");

  @Spec @Nullable CommandSpec spec;

  @picocli.CommandLine.Parameters(
      paramLabel = "MODEL.safetensors",
      description = "written by hayate train --save")
  Path file = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE.csv|DIR",
      description = "raw rows with their target, or a folder of the four files of mnist or fashion")
  Path data = Path.of("");

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "of the data that hayate train had: all, train, validation or test (all of a CSV file,"
              + " test of a folder)")
  String part = "";

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = SCREEN,
      description = "write everything as JSON (without FILE: on standard output, and nothing else)")
  String json = "";

  @Override
  public Integer call() throws IOException {
    if (!part.isEmpty() && !PARTS.contains(part) && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--part: expected one of " + PARTS + ", found " + part);
    }
    try (Arena arena = Arena.ofShared()) {
      ModelSource saved = ModelSource.load(file, 0, arena).forScoring(arena);
      Encoding encoding = saved.encoding();
      boolean folder = Files.isDirectory(data);
      String chosen = part.isEmpty() ? (folder ? "test" : "all") : part;
      checkInputs(saved.parameters(), encoding);
      Rows rows =
          folder
              ? images(encoding, chosen, arena)
              : chosen.equals("all")
                  ? CsvRows.read(data, ',', encoding, 0, List.of(1.0)).getFirst()
                  : part(saved, encoding, chosen, arena);
      if (rows.size() == 0) {
        throw new ModelFormatException("data", Place.in(data), "rows of " + chosen, "none");
      }
      Scores scores = Scoring.scores(saved.parameters(), encoding, backend, rows, arena);
      write(chosen, rows.size(), scores);
    }
    return 0;
  }

  private Rows images(Encoding encoding, String chosen, Arena arena) throws IOException {
    if (!(chosen.equals("train") || chosen.equals("test"))) {
      throw new ModelFormatException("--part", Place.in(data), "train or test", chosen);
    }
    MnistFiles files = MnistFiles.load(data, encoding.target().labels(), arena);
    return chosen.equals("train") ? files.train() : files.test();
  }

  /** The rows of a table that training had for one purpose. */
  private Rows part(ModelSource saved, Encoding encoding, String chosen, Arena arena)
      throws IOException {
    RowSplit split = RowSplit.of(saved.metadata(), Place.in(file));
    split.check(data);
    if (split.streamed()) {
      List<CsvRows> parts = Job.parts(data, encoding, split.seed(), split.validation());
      return parts.get(PARTS.indexOf(chosen) - 1);
    }
    TrainCommand then = new TrainCommand();
    then.job = data.toString();
    then.target = encoding.target().name();
    then.seed = split.seed();
    then.validation = split.validation();
    Job job = Job.load(then, arena);
    if (!job.encoding().toJson().equals(encoding.toJson())) {
      throw new ModelFormatException(
          "--part", Place.in(data), "the rows that the model was trained on", "other rows");
    }
    return switch (chosen) {
      case "train" -> job.train();
      case "validation" -> job.validation();
      default -> job.test();
    };
  }

  private void checkInputs(Parameters parameters, Encoding encoding) throws ModelFormatException {
    int expected = encoding.featureNames().size();
    int inputs = Math.toIntExact(parameters.model().inputShape(0).size());
    if (inputs != expected) {
      throw new ModelFormatException(
          "model", Place.in(file), expected + " inputs, as its encoding has", inputs + "");
    }
  }

  private void write(String chosen, int rows, Scores scores) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", file.toString());
    all.put("data", data.toString());
    all.put("part", chosen);
    all.put("samples", rows);
    all.putAll(scores.all());
    if (!json.equals(SCREEN)) {
      System.out.printf(Locale.ROOT, "%,d rows of %s (%s)%n", rows, data, chosen);
      System.out.print(scores.table());
    } else {
      System.out.println(Json.write(all));
    }
    if (!json.isEmpty() && !json.equals(SCREEN)) {
      AtomicFile.writeText(Path.of(json), Json.write(all) + "\n");
    }
  }
}
