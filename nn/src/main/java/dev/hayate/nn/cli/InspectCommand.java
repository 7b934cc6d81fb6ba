package dev.hayate.nn.cli;

import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.data.Table;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.insight.Summary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hayate inspect}: what a file holds. */
@Command(
    name = "inspect",
    description =
        "Lists a model's layers with what they read, their shapes, parameters, bytes, multiply-adds"
            + " and settings, and its inputs and outputs; or the arrays or columns of any other"
            + " file.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: hayate inspect mnist.safetensors"})
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "safetensors, onnx, npz, npy, idx, csv or json")
  Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      FileFormat format = FileFormat.of(file);
      switch (format) {
        case SAFETENSORS -> {
          SafeTensors tensors = SafeTensors.read(file, arena);
          if (tensors.metadata().containsKey(ModelFile.MODEL_KEY)) {
            layers(ModelFile.load(file, arena).model());
          } else {
            System.out.println("no description of a model in the file; its tensors are:");
            arrays(tensors.arrays());
          }
        }
        case ONNX -> layers(ModelSource.load(file, 0, arena).model());
        case DESCRIPTION -> layers(ModelDescription.read(Files.readString(file), Place.in(file)));
        case CSV -> columns(Table.of(Csv.read(file)));
        default -> arrays(format.arrays(file, arena));
      }
    }
    return 0;
  }

  /** Names come from outside: what could disturb a terminal is escaped. */
  private static void arrays(Map<String, StoredArray> arrays) {
    arrays.forEach(
        (name, array) ->
            System.out.printf(
                Locale.ROOT,
                "%-32s %-5s %-20s %,d bytes%n",
                Place.shown(name),
                array.type(),
                array.shape(),
                array.data().byteSize()));
  }

  private static void columns(Table table) {
    System.out.printf(Locale.ROOT, "%,d rows of%n", table.size());
    for (int column = 0; column < table.names().size(); column++) {
      System.out.printf(
          "%-32s %s%n",
          Place.shown(table.names().get(column)), table.isNumeric(column) ? "numbers" : "texts");
    }
  }

  private static void layers(Model model) {
    System.out.print(Summary.of(model).text());
    for (Node input : model.inputs()) {
      System.out.println(
          "input "
              + Place.shown(input.name())
              + ": rows of "
              + input.layer().outputType()
              + " "
              + input.shape());
    }
    for (int i = 0; i < model.outputs().size(); i++) {
      System.out.println(
          "output "
              + Place.shown(model.outputs().get(i).name())
              + ": rows of "
              + ArrayScoring.outputType(model, i)
              + " "
              + model.outputShape(i));
    }
  }
}
