package dev.hayate.nn.cli;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How the rows of a CSV file were shared out for training, validation and test, as a saved model
 * keeps it. A row's part follows from its place in the file, and a file with the same rows in
 * another order looks no different, so that only the very same file has the same parts.
 *
 * @param seed of the drawing
 * @param validation the share of validation
 * @param streamed whether rows were drawn one by one as the file was read
 * @param file what tells the file apart, as {@link CheckSum#of} gives it; empty where there was
 *     none, or one that cannot be read twice
 */
record RowSplit(long seed, double validation, boolean streamed, String file) {
  /** Under which key of a model file's texts {@link #text} is kept. */
  static final String KEY = "hayate.split";

  private static final String STREAMED = "streamed";
  private static final String LOADED = "loaded";
  private static final int WORDS = 4;

  /** How a job shares out its rows. */
  static RowSplit of(TrainCommand options, Job job) throws IOException {
    boolean known = options.isFile() && Files.isRegularFile(Path.of(options.job));
    String file = known ? CheckSum.of(Path.of(options.job)) : "";
    return new RowSplit(options.seed, options.validation, job.isStreamed(), file);
  }

  /** A text that {@link #of(Map, Place)} reads. */
  String text() {
    return seed + " " + validation + " " + (streamed ? STREAMED : LOADED) + " " + file;
  }

  /**
   * What a model file keeps.
   *
   * @throws ModelFormatException if it keeps something else, or nothing
   */
  static RowSplit of(Map<String, String> metadata, Place model) throws ModelFormatException {
    String text = metadata.getOrDefault(KEY, "");
    String[] words = text.split(" ", WORDS);
    try {
      if (words.length == WORDS && (words[2].equals(STREAMED) || words[2].equals(LOADED))) {
        return new RowSplit(
            Long.parseLong(words[0]),
            Double.parseDouble(words[1]),
            words[2].equals(STREAMED),
            words[WORDS - 1]);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ModelFormatException(
        "--part",
        model.key(KEY),
        "how rows were shared out, as hayate train --save keeps it",
        text.isEmpty() ? "nothing" : Place.quote(text));
  }

  /**
   * Refuses another file than the one that was shared out.
   *
   * @throws ModelFormatException if it is another, or nobody knows
   * @throws IOException if it cannot be read
   */
  void check(Path data) throws IOException {
    if (file.isEmpty()) {
      throw new ModelFormatException(
          "--part", Place.in(data), "the file that the model was trained on", "a model of no file");
    }
    String found = CheckSum.of(data);
    if (!found.equals(file)) {
      throw new ModelFormatException(
          "--part",
          Place.in(data),
          "the rows that the model was trained on, in the same file of " + file,
          found + ": nobody knows which of its rows the model has seen");
    }
  }
}
