package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Softmax;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate predict}: raw rows in, classes with probabilities or values out. */
@Command(
    name = "predict",
    description = "Scores the rows of a file, prepared as the training rows were.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: hayate predict titanic.safetensors --input new.csv --output answers.csv"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL.safetensors", description = "written by hayate train --save")
  Path file = Path.of("");

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "raw rows, FILE.npy or FILE.csv")
  Path input = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "FILE.npy or FILE.csv (CSV on standard output)")
  @Nullable Path output;

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Override
  public Integer call() throws IOException {
    checkExtension("--input", input);
    if (output != null) {
      checkExtension("--output", output);
    }
    try (Arena arena = Arena.ofShared()) {
      ModelFile saved = ModelFile.load(file, arena);
      Place place = Place.in(file).key(Encoding.METADATA_KEY);
      String text = saved.metadata().get(Encoding.METADATA_KEY);
      if (text == null) {
        throw new ModelFormatException("model", place, "how rows become inputs", "nothing");
      }
      Encoding encoding = Encoding.fromJson(text, place);
      Tensor features =
          isNpy(input)
              ? encoding.encode(Npy.read(input, arena), arena)
              : encoding.encode(Csv.read(input), arena);
      Tensor outputs = score(saved, encoding, features, arena);
      if (output != null && isNpy(output)) {
        Npy.write(output, outputs);
      } else {
        write(table(encoding.target(), outputs));
      }
    }
    return 0;
  }

  private Tensor score(ModelFile saved, Encoding encoding, Tensor features, Arena arena) {
    boolean classes = encoding.target() instanceof Target.Classes;
    Model model = saved.model();
    int cols = model.outputShape(0).cols();
    Tensor outputs = Tensor.allocate(arena, DType.F32, Shape.of(features.rows(), cols));
    Scoring.run(model, saved.parameters(), backend, features, outputs);
    if (classes) {
      Tensor[] shares = {Tensor.allocate(arena, DType.F32, outputs.shape())};
      Model softmax = Model.sequential(cols).layer(new Softmax()).build();
      Scoring.run(softmax, softmax.initialize(arena, 0), backend, outputs, shares[0]);
      return shares[0];
    }
    if (encoding.target() instanceof Target.Quantity quantity) {
      for (int row = 0; row < outputs.rows(); row++) {
        outputs.set(row, 0, (float) quantity.restore(outputs.get(row, 0)));
      }
    }
    return outputs;
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

  private void write(CsvTable table) throws IOException {
    if (output != null) {
      Csv.write(output, table);
      return;
    }
    System.out.println(String.join(",", table.names()));
    for (int row = 0; row < table.size(); row++) {
      System.out.println(String.join(",", table.row(row)));
    }
  }

  private static boolean isNpy(Path path) {
    return path.toString().endsWith(".npy");
  }

  private void checkExtension(String option, Path path) {
    if (!isNpy(path) && !path.toString().endsWith(".csv") && spec != null) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected FILE.npy or FILE.csv, found " + path);
    }
  }
}
