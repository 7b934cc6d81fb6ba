package dev.hayate.nn.cli;

import dev.hayate.nn.Model;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Npz;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.format.StateDict;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.format.onnx.Onnx;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate convert}: models and arrays from one kind of file into another. */
@Command(
    name = "convert",
    description = {
      "Writes a model or arrays as another kind of file, told by its name.",
      "",
      "A model, and weights with --model, become FILE.safetensors, FILE.onnx, FILE.npz (its values"
          + " alone, under PyTorch's names) or FILE.json (its layers alone). Arrays keep their"
          + " types."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: hayate convert mnist.safetensors mnist.npz",
      "Example: hayate convert state_dict.safetensors model.safetensors --model layers.json"
          + " --rename fc1=0 --rename fc2=2"
    })
final class ConvertCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "FILE.safetensors, .onnx, .npz, .npy or IDX")
  Path in = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "FILE.safetensors, .onnx, .npz, .npy or .json")
  Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "whose layers the arrays are: FILE.json, or a model file")
  @Nullable Path description;

  @Option(
      names = "--rename",
      paramLabel = "FROM=TO",
      description = "the first parts of arrays' names, as fc1=0 or module= for nothing")
  List<String> renames = List.of();

  @Option(names = "--compress", description = "deflates FILE.npz")
  boolean compress;

  @Override
  public Integer call() throws IOException {
    FileFormat target = FileFormat.named(out).orElse(FileFormat.CSV);
    Checks.usage(
        spec,
        !List.of(FileFormat.CSV, FileFormat.IDX).contains(target),
        "OUT",
        out,
        "FILE.safetensors, FILE.onnx, FILE.npz, FILE.npy or FILE.json");
    for (String rename : renames) {
      Checks.usage(spec, rename.indexOf('=') > 0, "--rename", rename, "FROM=TO");
    }
    try (Arena arena = Arena.ofShared()) {
      FileFormat source = FileFormat.of(in);
      if (description != null) {
        Model model = model(description, arena);
        write(target, new ModelSource(in, named(arena).load(model, arena), Map.of()), arena);
      } else if (renames.isEmpty() && isModel(source, arena)) {
        write(target, ModelSource.load(in, 0, arena), arena);
      } else {
        Map<String, String> texts =
            source == FileFormat.SAFETENSORS ? SafeTensors.read(in, arena).metadata() : Map.of();
        write(target, named(arena).arrays(), texts);
      }
    }
    return 0;
  }

  private StateDict named(Arena arena) throws IOException {
    StateDict dict = StateDict.open(in, arena);
    for (String rename : renames) {
      int at = rename.indexOf('=');
      dict = dict.rename(rename.substring(0, at), rename.substring(at + 1));
    }
    return dict;
  }

  private boolean isModel(FileFormat source, Arena arena) throws IOException {
    return switch (source) {
      case ONNX -> true;
      case SAFETENSORS -> SafeTensors.read(in, arena).metadata().containsKey(ModelFile.MODEL_KEY);
      default -> false;
    };
  }

  /** Its layers alone: a model file's values are not looked at. */
  private static Model model(Path file, Arena arena) throws IOException {
    if (FileFormat.of(file) == FileFormat.DESCRIPTION) {
      return ModelDescription.read(Files.readString(file), Place.in(file));
    }
    return ModelSource.load(file, 0, arena).model();
  }

  private void write(FileFormat target, ModelSource model, Arena arena) throws IOException {
    switch (target) {
      case SAFETENSORS -> ModelFile.save(out, model.parameters(), model.metadata());
      case ONNX -> Onnx.save(out, model.parameters(), model.metadata());
      case DESCRIPTION -> AtomicFile.writeText(out, ModelDescription.write(model.model()));
      default -> write(target, StateDict.arrays(model.parameters(), arena), Map.of());
    }
  }

  private void write(FileFormat target, Map<String, StoredArray> arrays, Map<String, String> texts)
      throws IOException {
    switch (target) {
      case SAFETENSORS -> SafeTensors.writeArrays(out, arrays, texts);
      case NPZ -> {
        if (compress) {
          Npz.writeCompressed(out, arrays);
        } else {
          Npz.write(out, arrays);
        }
      }
      case NPY -> {
        if (arrays.size() != 1) {
          throw new ModelFormatException(
              "convert", Place.in(in), "one array for an .npy file", arrays.size() + " arrays");
        }
        Npy.write(out, arrays.values().iterator().next());
      }
      default ->
          throw new ModelFormatException(
              "convert", Place.in(in), "a model, or --model FILE", arrays.size() + " arrays alone");
    }
  }
}
