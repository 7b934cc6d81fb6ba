package dev.hayate.nn.format;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.train.Trainer;
import dev.hayate.nn.train.TrainingState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training run between two steps in one safetensors file: everything in a {@link TrainingState},
 * and the model's description, by which a run of another model is refused. A file is written as a
 * whole or not at all (see {@link AtomicFile}): whoever is killed while writing leaves the one
 * before.
 */
public final class Checkpoint {
  private static final String PREFIX = "hayate.training.";

  private Checkpoint() {}

  /**
   * Writes a checkpoint.
   *
   * @param metadata texts to keep with it
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void save(Path file, Trainer trainer, Map<String, String> metadata)
      throws IOException {
    TrainingState state = trainer.state();
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.put(ModelFile.MODEL_KEY, ModelDescription.write(trainer.model()));
    state.texts().forEach((name, text) -> texts.put(PREFIX + name, text));
    SafeTensors.write(file, state.tensors(), texts);
  }

  /**
   * Takes a run back to a checkpoint.
   *
   * @param trainer of the model and the settings of the run that wrote it
   * @return all texts of the file
   * @throws ModelFormatException if the file is malformed or another model's or another run's
   * @throws IOException if it is absent or cannot be read
   */
  public static Map<String, String> restore(Path file, Trainer trainer) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors tensors = SafeTensors.read(file, arena);
      Place place = Place.in(file).key(ModelFile.MODEL_KEY);
      String model = ModelDescription.write(trainer.model());
      if (!model.equals(tensors.metadata().get(ModelFile.MODEL_KEY))) {
        throw new ModelFormatException(
            "checkpoint", place, "the description of the trainer's model", "another one");
      }
      Map<String, Tensor> values = new LinkedHashMap<>();
      for (String name : tensors.arrays().keySet()) {
        values.put(name, tensors.floats(name, arena));
      }
      Map<String, String> texts = new LinkedHashMap<>();
      tensors
          .metadata()
          .forEach(
              (name, text) -> {
                if (name.startsWith(PREFIX)) {
                  texts.put(name.substring(PREFIX.length()), text);
                }
              });
      try {
        trainer.restore(new TrainingState(values, texts));
      } catch (IllegalArgumentException e) {
        throw new ModelFormatException(
            "checkpoint",
            Place.in(file),
            "a state of this trainer",
            String.valueOf(e.getMessage()));
      }
      return tensors.metadata();
    }
  }
}
