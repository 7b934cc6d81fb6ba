package dev.hayate.nn.cli;

import dev.hayate.nn.data.CsvRows;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * How a job's rows were shared out for training, validation and test, as a saved model keeps it.
 *
 * @param seed of the drawing
 * @param validation the share of validation
 * @param sizes how many rows each part got, where rows were drawn one by one as their file was
 *     read; none where they were in memory
 */
record RowSplit(long seed, double validation, List<Integer> sizes) {
  /** Under which key of a model file's texts {@link #text} is kept. */
  static final String KEY = "hayate.split";

  private static final String STREAMED = "streamed";
  private static final int PARTS = 3;

  RowSplit {
    sizes = List.copyOf(sizes);
  }

  /** How a job shared out its rows. */
  static RowSplit of(TrainCommand options, Job job) {
    Stream<Rows> parts =
        job.isStreamed() ? Stream.of(job.train(), job.validation(), job.test()) : Stream.of();
    return new RowSplit(options.seed, options.validation, parts.map(Rows::size).toList());
  }

  /** Whether rows were drawn one by one as their file was read. */
  boolean isStreamed() {
    return !sizes.isEmpty();
  }

  /** A text that {@link #of(Map, Place)} reads. */
  String text() {
    StringJoiner words = new StringJoiner(" ").add(seed + "").add(validation + "");
    if (isStreamed()) {
      words.add(STREAMED);
    }
    sizes.forEach(size -> words.add(size.toString()));
    return words.toString();
  }

  /**
   * What a model file keeps.
   *
   * @throws ModelFormatException if it keeps something else, or nothing
   */
  static RowSplit of(Map<String, String> metadata, Place file) throws ModelFormatException {
    String[] words = metadata.getOrDefault(KEY, "").split(" ", -1);
    boolean streamed = words.length == PARTS + 3 && words[2].equals(STREAMED);
    try {
      if (streamed || words.length == 2) {
        return new RowSplit(
            Long.parseLong(words[0]),
            Double.parseDouble(words[1]),
            Stream.of(words).skip(3).map(Integer::valueOf).toList());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ModelFormatException(
        "--part",
        file.key(KEY),
        "how rows were shared out, as hayate train --save keeps it",
        "nothing");
  }

  /**
   * Refuses a file of which the parts are not as large as they were.
   *
   * @throws ModelFormatException if one is not
   */
  void check(List<CsvRows> parts, Place data) throws ModelFormatException {
    List<Integer> found = parts.stream().map(Rows::size).toList();
    if (!found.equals(sizes)) {
      throw new ModelFormatException(
          "--part",
          data,
          "the rows that the model was trained on, " + sizes + " in its parts",
          "other rows, " + found);
    }
  }
}
