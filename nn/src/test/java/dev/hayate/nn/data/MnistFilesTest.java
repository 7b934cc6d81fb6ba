package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.IdxFile;
import dev.hayate.nn.format.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistFilesTest {
  private static final List<String> LABELS = List.of("a", "b");

  @TempDir Path folder;

  private void writeAll() throws IOException {
    IdxFile.write(folder.resolve("train-images-idx3-ubyte"), new int[] {2, 1, 2}, 0, 255, 51, 102);
    IdxFile.write(folder.resolve("train-labels-idx1-ubyte"), new int[] {2}, 1, 0);
    IdxFile.write(folder.resolve("t10k-images-idx3-ubyte"), new int[] {1, 1, 2}, 255, 0);
    IdxFile.write(folder.resolve("t10k-labels-idx1-ubyte"), new int[] {1}, 1);
  }

  private MnistFiles load(Arena arena) throws IOException {
    return MnistFiles.load(folder, LABELS, arena);
  }

  @Test
  void fourFilesAreTwoSets() throws IOException {
    writeAll();
    try (Arena arena = Arena.ofConfined()) {
      MnistFiles files = load(arena);
      assertEquals(Shape.of(2, 2), files.train().features().shape());
      assertArrayEquals(
          new float[] {0, 1, 51 / 255f, 102 / 255f}, files.train().features().toFloats());
      assertArrayEquals(new int[] {1, 0}, files.train().targets().toInts());
      assertEquals(1, files.test().size());
      assertEquals(LABELS, files.test().labels());
      assertEquals(2, files.encoding().pixels());
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    writeAll();
    for (String name :
        List.of("t10k-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "train-labels-idx1-ubyte")) {
      Files.delete(folder.resolve(name));
      try (Arena arena = Arena.ofConfined()) {
        NoSuchFileException error = assertThrows(NoSuchFileException.class, () -> load(arena));
        assertTrue(String.valueOf(error.getMessage()).contains(name + ".gz, found neither"));
      }
    }
  }

  @Test
  void filesThatDoNotFitAreRefused() throws IOException {
    writeAll();
    IdxFile.write(folder.resolve("train-labels-idx1-ubyte"), new int[] {2}, 1, 2);
    refused("classes from 0 to 1");
    IdxFile.write(folder.resolve("train-labels-idx1-ubyte"), new int[] {3}, 1, 0, 1);
    refused("2 whole numbers");
    writeAll();
    IdxFile.write(folder.resolve("t10k-images-idx3-ubyte"), new int[] {1, 1, 3}, 255, 0, 0);
    refused("2 pixels");
    IdxFile.write(folder.resolve("t10k-images-idx3-ubyte"), new int[] {1, 2}, 255, 0);
    refused("[images, height, width]");
  }

  private void refused(String message) {
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error = assertThrows(ModelFormatException.class, () -> load(arena));
      assertTrue(error.getMessage().contains(message), error.getMessage());
    }
  }

  @Test
  void theRealOnesLoad() throws IOException {
    Path real = DataFolder.path("mnist");
    try (Arena arena = Arena.ofConfined()) {
      MnistFiles files = MnistFiles.load(real, MnistFiles.DIGITS, arena);
      assertEquals(Shape.of(60_000, 784), files.train().features().shape());
      assertEquals(Shape.of(10_000, 784), files.test().features().shape());
      int[] counts = new int[10];
      for (int label : files.test().targets().toInts()) {
        counts[label]++;
      }
      // As published by its authors.
      assertArrayEquals(new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, counts);
    }
  }
}
