package dev.hayate.nn.cli;

import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.predict.RoundedWeights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hayate quantize}: what a model loses when its weights are kept in fewer bits. */
@Command(
    name = "quantize",
    description =
        "Measures what a model loses with weights of fewer bits, and marks a copy of it for them"
            + " unless that is too much.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The copy keeps its float32 weights; they are rounded whenever it is loaded for scoring.",
      "",
      "Example: hayate quantize titanic.safetensors small.safetensors --data titanic.csv"
    })
final class QuantizeCommand implements Callable<Integer> {
  @picocli.CommandLine.Parameters(
      index = "0",
      paramLabel = "MODEL.safetensors",
      description = "written by hayate train --save")
  Path file = Path.of("");

  @picocli.CommandLine.Parameters(
      index = "1",
      paramLabel = "OUT.safetensors",
      description = "the copy")
  Path out = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE.csv|DIR",
      description =
          "raw rows with their target, or a folder of the four files of mnist or fashion, of which"
              + " the test images count")
  Path data = Path.of("");

  @Option(names = "--weights", paramLabel = "TYPE", description = "i8 or bf16 (i8)")
  WeightType type = WeightType.I8;

  @Option(
      names = "--most-loss",
      paramLabel = "X",
      description =
          "the most accuracy that may be lost, or for a quantity the most that its root mean square"
              + " error may grow, as a share (0.005)")
  double mostLoss = 0.005;

  @Override
  public Integer call() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      ModelFile saved = ModelFile.load(file, arena);
      ModelSource source = new ModelSource(file, saved.parameters(), saved.metadata());
      if (saved.metadata().containsKey(ModelSource.WEIGHTS_KEY)) {
        throw new ModelFormatException(
            "model",
            Place.in(file).key(ModelSource.WEIGHTS_KEY),
            "a model that was not quantized before",
            saved.metadata().getOrDefault(ModelSource.WEIGHTS_KEY, ""));
      }
      Encoding encoding = source.encoding();
      Dataset rows = AnsweredRows.read(source, data, arena);
      Parameters rounded = RoundedWeights.of(saved.parameters(), type, arena);
      Scores before = Scoring.measured(saved.parameters(), encoding.target(), "", rows, arena);
      Scores after = Scoring.measured(rounded, encoding.target(), "", rows, arena);
      boolean classes = encoding.target() instanceof Target.Classes;
      String measure = classes ? "accuracy" : "rmse";
      double loss =
          classes
              ? before.number(measure) - after.number(measure)
              : after.number(measure) / before.number(measure) - 1;
      String change =
          String.format(
              Locale.ROOT,
              "%s of %,d rows %.5g with float32 weights, %.5g with %s",
              measure,
              rows.size(),
              before.number(measure),
              after.number(measure),
              type.name().toLowerCase(Locale.ROOT));
      if (!(loss <= mostLoss)) {
        throw new ModelFormatException(
            "quantize",
            Place.in(file),
            "a loss of at most " + mostLoss,
            String.format(Locale.ROOT, "%.5g: %s", loss, change));
      }
      Map<String, String> texts = new LinkedHashMap<>(saved.metadata());
      texts.keySet().removeAll(List.of(ModelFile.MODEL_KEY, "format"));
      texts.put(ModelSource.WEIGHTS_KEY, type.name());
      ModelFile.save(out, saved.parameters(), texts);
      System.out.println(change);
    }
    return 0;
  }
}
