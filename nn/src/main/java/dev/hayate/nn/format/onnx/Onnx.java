package dev.hayate.nn.format.onnx;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.ProtobufWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * ONNX files: the models that PyTorch and others export.
 *
 * <p>Reading understands the file once: constants are computed, layers that exporters take apart
 * are put together again, and what is left is a {@link dev.hayate.nn.Model} like any other, which
 * is scored, described and saved as such. Inputs and outputs keep their names. The first dimension
 * of every input is the batch, whether the file gives it a size or not; all others must have one.
 * float32, float64, float16 and bfloat16 are computed in float32, whole numbers and truth values in
 * int32: a predictor takes int32 where the file has int64.
 *
 * <p>A file is read as if it came from a stranger: see {@link OnnxLimits}.
 */
public final class Onnx {
  private static final long MOST_BYTES = 1L << 31;

  private Onnx() {}

  /**
   * {@link #load(Path, Arena)} with memory that is freed some time after the last use of the
   * parameters.
   */
  public static ModelFile load(Path file) throws IOException {
    return load(file, Arena.ofAuto());
  }

  /** {@link #load(Path, Arena, OnnxLimits)} under {@link OnnxLimits#DEFAULT}. */
  public static ModelFile load(Path file, Arena arena) throws IOException {
    return load(file, arena, OnnxLimits.DEFAULT);
  }

  /**
   * Reads a model with its parameters and the texts of its metadata.
   *
   * @param file a file of opset 7 to 26; weights may be in other files of its folder
   * @param arena owns the parameters
   * @param limits how much to take
   * @throws ModelFormatException if the file is malformed, beyond the limits, or has operators that
   *     are not supported, all of which the message names
   * @throws IOException if it is absent or cannot be read
   */
  public static ModelFile load(Path file, Arena arena, OnnxLimits limits) throws IOException {
    Place place = Place.in(file);
    try (Arena mapping = Arena.ofShared();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > limits.fileBytes()) {
        throw new ModelFormatException(
            "onnx file", place, "at most " + limits.fileBytes() + " bytes", size + " bytes");
      }
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, mapping);
      Budget budget = new Budget(limits);
      ExternalData external = new ExternalData(file, mapping);
      OnnxGraph graph = ModelReader.read(ProtoReader.of(bytes, place, budget), external, place);
      Importer.Result result = Importer.run(graph, budget);
      Parameters parameters = Emission.run(result, arena, size + external.bytes(), place);
      return new ModelFile(parameters.model(), parameters, graph.metadata());
    }
  }

  /**
   * Writes a model, as a whole or not at all (see {@link AtomicFile}), with operators of opset 17.
   * The first dimension of every input and output is the batch, of any size; whole numbers are
   * int64. Layers that only do something in training are left out.
   *
   * @param metadata texts to keep with it
   * @throws IllegalArgumentException if an output has the name of an input
   * @throws IOException if the file cannot be written, or would have more than 2 GiB, which the
   *     format does not allow; the target is then as it was
   */
  public static void save(Path file, Parameters parameters, Map<String, String> metadata)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      ProtobufWriter message = Exporter.run(parameters, metadata, arena);
      if (message.size() > MOST_BYTES) {
        throw new IOException(
            file + ": expected at most 2 GiB, found " + message.size() + " bytes of model");
      }
      AtomicFile.write(file, message::writeTo);
    }
  }

  /** The names of ONNX's operators that can be read, sorted. */
  public static List<String> operators() {
    return Operators.names();
  }
}
