package dev.hayate.nn.cli;

import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Checkpoint;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoint of a run of the command line: the trainer's state, what was chosen, how raw rows
 * become the model's inputs, and the results of the epochs so far. A run is only resumed with the
 * same choices on the same data.
 */
final class RunFile {
  private static final String CHOICES = "hayate.run.choices";
  private static final String EPOCHS = "hayate.run.epochs";

  private final Path file;
  private final Trainer trainer;
  private final Map<String, String> choices;
  private final Encoding encoding;
  private final EpochLog log;
  private final long every;
  private long written;

  /**
   * A file that may not exist yet.
   *
   * @param choices what the result depends on, in words by option
   * @param encoding how raw rows become the model's inputs
   * @param every how many steps lie between two checkpoints
   */
  RunFile(
      Path file,
      Trainer trainer,
      Map<String, String> choices,
      Encoding encoding,
      EpochLog log,
      long every) {
    this.file = file;
    this.trainer = trainer;
    this.choices = choices;
    this.encoding = encoding;
    this.log = log;
    this.every = every;
  }

  /** Writes the checkpoint if it is time. */
  void writeIfDue() throws IOException {
    if (trainer.steps() / every > written / every) {
      write();
    }
  }

  /** Writes the checkpoint unless the file has it. */
  void write() throws IOException {
    if (trainer.steps() == written) {
      return;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(CHOICES, Json.write(choices));
    texts.put(EPOCHS, log.text());
    texts.put(Encoding.METADATA_KEY, encoding.toJson());
    Checkpoint.save(file, trainer, texts);
    written = trainer.steps();
  }

  /** How the rows of the run in a checkpoint become inputs, if there is one. */
  static Optional<Encoding> encoding(Path file) throws IOException {
    AtomicFile.discardUnfinished(file);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      String text = SafeTensors.read(file, arena).metadata().get(Encoding.METADATA_KEY);
      return text == null
          ? Optional.empty()
          : Optional.of(Encoding.fromJson(text, Place.in(file).key(Encoding.METADATA_KEY)));
    }
  }

  /**
   * Takes the run back to the checkpoint, if there is one.
   *
   * @return whether there is one
   * @throws ModelFormatException if it is another run's
   */
  boolean resume() throws IOException {
    AtomicFile.discardUnfinished(file);
    if (!Files.exists(file)) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      compare(SafeTensors.read(file, arena).metadata());
    }
    Map<String, String> texts = Checkpoint.restore(file, trainer);
    try {
      log.read(texts.getOrDefault(EPOCHS, ""));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          "checkpoint",
          Place.in(file).key(EPOCHS),
          "results of epochs",
          String.valueOf(e.getMessage()));
    }
    written = trainer.steps();
    return true;
  }

  private void compare(Map<String, String> metadata) throws ModelFormatException {
    Place place = Place.in(file);
    String text = metadata.get(CHOICES);
    if (text == null) {
      throw new ModelFormatException(
          "checkpoint", place, "a run of hayate train --checkpoint", "something else");
    }
    JsonObject then = Json.parse(text, place);
    for (Map.Entry<String, String> choice : choices.entrySet()) {
      String before = then.has(choice.getKey()) ? then.string(choice.getKey()) : "nothing";
      if (!before.equals(choice.getValue())) {
        throw new ModelFormatException(
            "resume",
            Place.in(file).key(choice.getKey()),
            before + " as in the checkpoint",
            choice.getValue());
      }
    }
  }

  /**
   * A text that tells data apart: the check sums of all rows in memory and of the files that are
   * read on the way, and how many there are.
   */
  static String fingerprint(Job job) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Rows rows : List.of(job.train(), job.validation())) {
      CheckSum sum = new CheckSum();
      if (rows instanceof Dataset set) {
        sum.add(set.features().segment());
        sum.add(set.targets().segment());
      }
      texts.add(rows.size() + " rows " + sum);
    }
    for (Path file : job.files()) {
      texts.add(CheckSum.of(file));
    }
    return String.join(", ", texts);
  }
}
