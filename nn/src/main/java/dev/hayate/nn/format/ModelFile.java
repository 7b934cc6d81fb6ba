package dev.hayate.nn.format;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model with its values in one safetensors file: parameters under PyTorch's names and in its
 * layouts, so that {@code safetensors.torch.load_file} gives a {@code state_dict}; the graph, and
 * what else the caller wants to keep, as texts in the file's metadata.
 *
 * @param model the graph
 * @param parameters its values, in the arena that was given
 * @param metadata all texts of the file
 */
public record ModelFile(Model model, Parameters parameters, Map<String, String> metadata) {
  /** The key of the graph in the metadata. */
  public static final String MODEL_KEY = "hayate.model";

  /** Copies the map. */
  public ModelFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Writes a model, as a whole or not at all (see {@link AtomicFile}). The same values give the
   * same bytes.
   *
   * @param metadata texts to keep with it, under other keys than {@link #MODEL_KEY}
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void save(Path file, Parameters parameters, Map<String, String> metadata)
      throws IOException {
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.put(MODEL_KEY, ModelDescription.write(parameters.model()));
    texts.put("format", "pt");
    try (Arena arena = Arena.ofShared()) {
      SafeTensors.writeArrays(file, StateDict.arrays(parameters, arena), texts);
    }
  }

  /** {@link #load(Path, Arena, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static ModelFile load(Path file, Arena arena) throws IOException {
    return load(file, arena, ReadLimits.DEFAULT);
  }

  /**
   * Reads a model.
   *
   * @param arena owns the parameters
   * @throws ModelFormatException if the file is malformed, has no description of a model, or its
   *     tensors are not that model's
   * @throws IOException if it is absent or cannot be read
   */
  public static ModelFile load(Path file, Arena arena, ReadLimits limits) throws IOException {
    try (Arena mapping = Arena.ofConfined()) {
      SafeTensors tensors = SafeTensors.read(file, mapping, limits);
      Place place = Place.in(file).key(MODEL_KEY);
      String description = tensors.metadata().get(MODEL_KEY);
      if (description == null) {
        throw new ModelFormatException(
            "model", place, "a description of the model in the metadata", "none");
      }
      Model model = ModelDescription.read(description, place, limits);
      Parameters parameters =
          StateDict.of("model", Place.in(file), tensors.arrays()).load(model, arena);
      return new ModelFile(model, parameters, tensors.metadata());
    }
  }
}
