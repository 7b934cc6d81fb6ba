package dev.hayate.nn.format;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What Jazzer calls, in a process that {@link CoverageFuzzTest} starts: the first byte of an input
 * chooses the reader, unless {@code -Dhayate.fuzz.reader=NAME} does, and the rest is its file.
 */
public final class FuzzTarget {
  private static final List<ReaderUnderTest> READERS =
      Arrays.stream(ReaderUnderTest.values())
          .filter(reader -> named(System.getProperty("hayate.fuzz.reader", ""), reader))
          .toList();

  private static final Path FOLDER = Path.of(System.getProperty("hayate.fuzz.folder", "."));

  private FuzzTarget() {}

  /** Whether a reader is chosen; nothing chooses all of them. */
  static boolean named(String choice, ReaderUnderTest reader) {
    return choice.isEmpty() || reader.name().equals(choice.toUpperCase(Locale.ROOT));
  }

  /** The input that gives a reader this file. */
  static byte[] input(ReaderUnderTest reader, byte[] file) {
    byte[] input = new byte[file.length + 1];
    input[0] = (byte) READERS.indexOf(reader);
    System.arraycopy(file, 0, input, 1, file.length);
    return input;
  }

  /** Not cut to nothing first: file systems take pains with files that are. */
  private static void write(Path file, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
      int size = bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(size);
    }
  }

  /** Jazzer's entry: whatever it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    ReaderUnderTest reader = READERS.get((input[0] & 0xFF) % READERS.size());
    Path file = FOLDER.resolve(reader.file());
    write(file, ByteBuffer.wrap(input, 1, input.length - 1));
    try (Arena arena = Arena.ofConfined()) {
      reader.read(file, arena);
    } catch (ModelFormatException expected) {
      if (expected.getMessage().lines().count() != 1) {
        throw new IllegalStateException("a message of several lines", expected);
      }
    }
  }
}
