package dev.hayate.nn.format;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a file as a whole or not at all.
 *
 * <p>The bytes go to a temporary file in the same folder, are forced to the disk, and then take the
 * target's place in one step: whoever opens the target at any moment sees the old content or the
 * new one, and a failure or a loss of power leaves the old one. After a failure the temporary file
 * is gone. A symbolic link stays a link, and the file that it leads to is replaced. Something that
 * cannot be replaced, such as a pipe or {@code /dev/stdout}, is written to directly.
 *
 * <p>Stateless and safe to share. Two threads that write one target leave the content of one of
 * them.
 */
public final class AtomicFile {
  private static final int ATTEMPTS = 100;

  private AtomicFile() {}

  /** What to write. */
  @FunctionalInterface
  public interface Content {
    /** Writes all bytes, in order, to a channel that it does not close. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * Replaces or creates the target.
   *
   * @throws IOException if the folder does not exist or cannot be written, the disk is full, or the
   *     content threw it; the target is then as it was
   */
  public static void write(Path target, Content content) throws IOException {
    Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.isDirectory(real)) {
      throw new IOException(target + ": expected a file to write, found a folder");
    }
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      try (FileChannel channel = FileChannel.open(real, WRITE)) {
        content.writeTo(channel);
      }
      return;
    }
    Path folder = real.getParent();
    Path name = real.getFileName();
    if (folder == null || name == null) {
      throw new IOException(target + ": expected a file to write, found a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder + ": the folder to write into does not exist");
    }
    replace(folder, real, name.toString(), content);
  }

  /** Replaces or creates the target with the text in UTF-8. */
  public static void writeText(Path target, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    write(target, channel -> writeFully(channel, bytes));
  }

  /**
   * Removes what writers of the target left that were killed. None may be writing it now.
   *
   * @throws IOException if the folder cannot be read or a file not be removed
   */
  public static void discardUnfinished(Path target) throws IOException {
    Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Path folder = real.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    String begin = "." + real.getFileName() + ".";
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = String.valueOf(file.getFileName());
              return name.startsWith(begin)
                  && name.substring(begin.length()).matches("[0-9a-f]{1,16}\\.part");
            })) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Writes everything that remains in the buffer. */
  static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void replace(Path folder, Path target, String name, Content content)
      throws IOException {
    long stamp = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      Path temporary =
          folder.resolve("." + name + "." + Long.toHexString(stamp + attempt) + ".part");
      FileChannel channel;
      try {
        // Not Files.createTempFile, whose files only their owner may read.
        channel = FileChannel.open(temporary, CREATE_NEW, WRITE);
      } catch (FileAlreadyExistsException taken) {
        if (attempt < ATTEMPTS) {
          continue;
        }
        throw taken;
      }
      try {
        try (channel) {
          content.writeTo(channel);
          channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      forceFolder(folder);
      return;
    }
  }

  /**
   * Makes the new name last through a loss of power. Windows cannot open a folder: no harm done.
   */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // The file itself is on the disk, and its name will be once the system writes the folder.
    }
  }
}
