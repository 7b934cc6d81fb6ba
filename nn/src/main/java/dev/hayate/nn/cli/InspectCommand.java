package dev.hayate.nn.cli;

import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.SafeTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hayate inspect}: what a model file holds. */
@Command(
    name = "inspect",
    description = "Lists a model's layers, shapes, parameters, bytes and multiply-adds.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: hayate inspect mnist.safetensors"})
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL.safetensors", description = "a model file, or any safetensors")
  Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      SafeTensors tensors = SafeTensors.read(file, arena);
      if (tensors.metadata().containsKey(ModelFile.MODEL_KEY)) {
        layers(ModelFile.load(file, arena).model());
      } else {
        System.out.println("no description of a model in the file; its tensors are:");
        tensors
            .arrays()
            .forEach(
                (name, array) ->
                    System.out.printf(
                        Locale.ROOT,
                        "%-32s %-5s %-20s %,d bytes%n",
                        name,
                        array.type(),
                        array.shape(),
                        array.data().byteSize()));
      }
    }
    return 0;
  }

  private static void layers(Model model) {
    String row = "%-12s %-12s %-16s %14s %14s %16s%n";
    System.out.printf(row, "node", "layer", "output", "parameters", "bytes", "multiply-adds");
    for (Node node : model.nodes()) {
      long parameters =
          node.layer().parameters().stream().mapToLong(spec -> spec.shape().size()).sum();
      print(
          row,
          node.name(),
          node.layer().type(),
          node.shape().toString(),
          parameters,
          model.multiplyAdds(node));
    }
    print(row, "total", "", "", model.parameterCount(), model.multiplyAdds());
  }

  private static void print(
      String row, String name, String type, String shape, long parameters, long multiplyAdds) {
    System.out.printf(
        Locale.ROOT,
        row,
        name,
        type,
        shape,
        String.format(Locale.ROOT, "%,d", parameters),
        String.format(Locale.ROOT, "%,d", parameters * Float.BYTES),
        String.format(Locale.ROOT, "%,d", multiplyAdds));
  }
}
