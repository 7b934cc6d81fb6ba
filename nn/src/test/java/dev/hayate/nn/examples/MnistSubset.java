package dev.hayate.nn.examples;

import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.MnistFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Some images of MNIST, so that an example is over in a second.
 *
 * @param train to learn from
 * @param test to judge by
 */
record MnistSubset(Dataset train, Dataset test) {
  /** The first images of a folder's files. */
  static MnistSubset load(Path folder, int train, int test, Arena arena) throws IOException {
    try (Arena whole = Arena.ofShared()) {
      MnistFiles files = MnistFiles.load(folder, MnistFiles.DIGITS, whole);
      return new MnistSubset(
          files.train().subset(arena, IntStream.range(0, train).toArray()),
          files.test().subset(arena, IntStream.range(0, test).toArray()));
    }
  }

  /** Where the files are, from the command line. */
  static Path folder(String... args) {
    return Path.of(args.length > 0 ? args[0] : "data/mnist");
  }

  /** Fewer images to learn from. */
  Dataset some(int count, Arena arena) {
    return train.subset(arena, IntStream.range(0, count).toArray());
  }

  /** The images as what is to be told, as well as what is given. */
  static Dataset images(Dataset data) {
    return new Dataset(data.features(), data.features());
  }
}
