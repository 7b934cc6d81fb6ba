package dev.hayate.nn.data;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.IdxFile;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains from files that are larger than what this process may take; for {@link BeyondMemoryTest}.
 */
final class BeyondMemory {
  private static final int IMAGES = 60_000;
  private static final int SIDE = 28;
  private static final int ROWS = 100_000;
  private static final int COLUMNS = 20;

  private BeyondMemory() {}

  public static void main(String... args) throws IOException {
    Path folder = Path.of(args[0]);
    images(folder);
    table(folder.resolve("table.csv"));
  }

  private static void images(Path folder) throws IOException {
    for (String part : List.of("train", "t10k")) {
      int count = part.equals("train") ? IMAGES : 100;
      idx(folder.resolve(part + "-images-idx3-ubyte"), SIDE * SIDE, count, SIDE, SIDE);
      idx(folder.resolve(part + "-labels-idx1-ubyte"), 1, count);
    }
    long before = anonymousKilobytes();
    try (Arena arena = Arena.ofShared()) {
      MnistFiles.Streamed files = MnistFiles.stream(folder, MnistFiles.DIGITS, arena);
      train(files.train(), files.test(), 10);
      System.out.println("kilobytes taken: " + (anonymousKilobytes() - before));
    }
  }

  /** The memory of this process that no file stands behind; 0 where the system does not say. */
  private static long anonymousKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      System.out.println("memory taken is not checked: there is no " + status);
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException(status + ": no line RssAnon");
  }

  /** Of the bytes of each element the first is the image's class, and what follows varies. */
  private static void idx(Path file, int size, int... dims) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(IdxFile.header(IdxFile.BYTES, dims));
      byte[] element = new byte[size];
      for (int i = 0; i < dims[0]; i++) {
        for (int j = 0; j < size; j++) {
          element[j] = (byte) (j == 0 ? i % 10 : i * 31 + j * 7);
        }
        out.write(element);
      }
    }
  }

  private static void table(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      StringBuilder line = new StringBuilder("label");
      for (int column = 0; column < COLUMNS; column++) {
        line.append(",x").append(column);
      }
      for (int row = 0; row < ROWS; row++) {
        line.append('\n').append(row % 2 == 0 ? "even" : "odd");
        for (int column = 0; column < COLUMNS; column++) {
          line.append(',').append((row * 31L + column * 977L) % 100_003 / 1000.0);
        }
        out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
        line.setLength(0);
      }
      out.write('\n');
    }
    try {
      dev.hayate.nn.format.Csv.read(file);
      throw new IllegalStateException("the table is not larger than memory");
    } catch (dev.hayate.nn.format.ModelFormatException expected) {
      System.out.println("table: " + expected.getMessage());
    }
    CsvRows.Scan scan = CsvRows.scan(file, ',', "", 1, List.of(0.9, 0.1));
    train(scan.parts().get(0), scan.parts().get(1), 2);
  }

  private static void train(Rows train, Rows validation, int classes) {
    Model model = Model.sequential(train.featureCount()).linear(8).relu().linear(classes).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Trainer trainer = model.trainer(parameters).batch(64).shuffleBuffer(1000).open()) {
        long steps = trainer.fit(train, validation, 1).steps();
        System.out.println("trained on " + train.size() + " rows, " + steps + " steps");
      }
    }
  }
}
