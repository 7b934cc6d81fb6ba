package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.onnx.Onnx;
import dev.hayate.nn.predict.RoundedWeights;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model to look into: a model file, an ONNX file, or a description in JSON whose parameters are
 * drawn.
 *
 * @param file where it came from
 * @param parameters its values
 * @param metadata the texts of a model file; none of a description
 */
record ModelSource(Path file, Parameters parameters, Map<String, String> metadata) {
  /** Under which key of a model file's texts {@code hayate quantize} keeps the type of weights. */
  static final String WEIGHTS_KEY = "hayate.weights";

  /**
   * Reads any of them, told by its content.
   *
   * @param seed of a description's parameters
   */
  static ModelSource load(Path file, long seed, Arena arena) throws IOException {
    FileFormat format = FileFormat.of(file);
    if (format == FileFormat.DESCRIPTION) {
      Model model = ModelDescription.read(file);
      return new ModelSource(file, model.initialize(arena, seed), Map.of());
    }
    ModelFile saved =
        format == FileFormat.ONNX ? Onnx.load(file, arena) : ModelFile.load(file, arena);
    return new ModelSource(file, saved.parameters(), saved.metadata());
  }

  /** With weights as they are once they were quantized, if the file says that they are to be. */
  ModelSource forScoring(Arena arena) throws ModelFormatException {
    String name = metadata.get(WEIGHTS_KEY);
    if (name == null) {
      return this;
    }
    for (WeightType type : WeightType.values()) {
      if (type.name().equals(name)) {
        return new ModelSource(file, RoundedWeights.of(parameters, type, arena), metadata);
      }
    }
    throw new ModelFormatException(
        "model",
        Place.in(file).key(WEIGHTS_KEY),
        "one of " + List.of(WeightType.values()),
        Place.quote(name));
  }

  Model model() {
    return parameters.model();
  }

  /** How raw rows become the model's inputs. */
  Encoding encoding() throws ModelFormatException {
    Place place = Place.in(file).key(Encoding.METADATA_KEY);
    String text = metadata.get(Encoding.METADATA_KEY);
    if (text == null) {
      throw new ModelFormatException("model", place, "how rows become inputs", "nothing");
    }
    return Encoding.fromJson(text, place);
  }

  /** Raw rows of a FILE.npy or a FILE.csv as the model's inputs. */
  Tensor features(Path rows, Arena arena) throws IOException {
    if (rows.toString().endsWith(".npy")) {
      return encoding().encode(Npy.read(rows, arena), arena);
    }
    return features(Csv.read(rows), arena);
  }

  /** Raw rows of a table as the model's inputs. */
  Tensor features(CsvTable rows, Arena arena) throws ModelFormatException {
    return encoding().encode(rows, arena);
  }
}
