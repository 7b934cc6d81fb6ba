package dev.hayate.blas;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Looks at a library's file before the system does. The system maps what the header promises and
 * jumps into it: a file that was cut short ends the JVM with a bus error, at once or much later.
 *
 * <p>Only Linux's format, ELF, is known here. Elsewhere the system's own checks have to do.
 */
final class LibraryFile {
  private static final int HEADER = 64;
  private static final int SEGMENT_HEADER = 56;
  private static final int SECTION_HEADER = 64;
  private static final int MAGIC = 0x464C457F;
  private static final int SHARED_OBJECT = 3;
  private static final int SEGMENT_TO_LOAD = 1;
  private static final int SEGMENT_OF_DYNAMIC_LINKS = 2;
  private static final int SECTION_WITHOUT_BYTES = 8;

  /** ELF's numbers of machines, by Java's names. */
  private static final Map<String, Integer> MACHINES =
      Map.of("amd64", 62, "aarch64", 183, "riscv64", 243);

  private LibraryFile() {}

  /**
   * Refuses a file that the system could not load, or would stumble over.
   *
   * @throws UnusableException saying what was expected and what was found
   */
  static void check(Path file) throws UnusableException {
    if (!Files.exists(file)) {
      throw new UnusableException(file + ": expected a library, found no file");
    }
    if (!Files.isRegularFile(file)) {
      throw new UnusableException(file + ": expected a library, found a folder or a device");
    }
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      checkElf(file, channel);
    } catch (IOException e) {
      throw new UnusableException(file + " cannot be read: " + e);
    }
  }

  private static void checkElf(Path file, FileChannel channel)
      throws IOException, UnusableException {
    long size = channel.size();
    if (size < HEADER) {
      throw new UnusableException(file + ": expected a library, found " + size + " bytes");
    }
    ByteBuffer header = read(channel, 0, HEADER);
    if (header.getInt(0) != MAGIC) {
      throw new UnusableException(
          file
              + String.format(
                  ": expected an ELF library, found a file that begins with the bytes %02x %02x"
                      + " %02x %02x",
                  header.get(0), header.get(1), header.get(2), header.get(3)));
    }
    checkMachine(file, header);
    if (header.getShort(16) != SHARED_OBJECT) {
      throw new UnusableException(
          file + ": expected a shared library, found ELF type " + header.getShort(16));
    }
    checkSegments(
        file, channel, size, header.getLong(32), header.getShort(54), header.getShort(56));
    checkSections(
        file, channel, size, header.getLong(40), header.getShort(58), header.getShort(60));
  }

  private static void checkMachine(Path file, ByteBuffer header) throws UnusableException {
    String arch = System.getProperty("os.arch", "");
    int machine = header.getShort(18);
    Integer expected = MACHINES.get(arch);
    boolean wide = header.get(4) == 2 && header.get(5) == 1;
    if (!wide || (expected != null && machine != expected)) {
      throw new UnusableException(
          file
              + ": expected a library for "
              + arch
              + ", found one for ELF machine "
              + machine
              + (wide ? "" : ", not of 64 bits and little-endian"));
    }
  }

  private static void checkSegments(
      Path file, FileChannel channel, long size, long table, int entry, int count)
      throws IOException, UnusableException {
    if (entry != SEGMENT_HEADER || count < 1) {
      throw new UnusableException(
          file + ": expected segments, found " + count + " with headers of " + entry + " bytes");
    }
    checkExtent(file, "the table of segments", table, (long) count * entry, size);
    ByteBuffer headers = read(channel, table, count * entry);
    boolean links = false;
    for (int i = 0; i < count; i++) {
      int at = i * entry;
      int type = headers.getInt(at);
      long stored = headers.getLong(at + 32);
      if (type == SEGMENT_TO_LOAD || type == SEGMENT_OF_DYNAMIC_LINKS) {
        checkExtent(file, "segment " + i, headers.getLong(at + 8), stored, size);
      }
      if (type == SEGMENT_TO_LOAD && Long.compareUnsigned(stored, headers.getLong(at + 40)) > 0) {
        throw new UnusableException(file + ": segment " + i + " holds more than its own size");
      }
      links |= type == SEGMENT_OF_DYNAMIC_LINKS;
    }
    if (!links) {
      throw new UnusableException(file + ": expected a shared library, found no dynamic segment");
    }
  }

  /** Sections are not loaded, but lie at a file's end: one that was cut short lacks them. */
  private static void checkSections(
      Path file, FileChannel channel, long size, long table, int entry, int count)
      throws IOException, UnusableException {
    if (table == 0 || count == 0) {
      return;
    }
    if (entry != SECTION_HEADER || count < 0) {
      throw new UnusableException(
          file + ": found " + count + " sections with headers of " + entry + " bytes");
    }
    checkExtent(file, "the table of sections", table, (long) count * entry, size);
    ByteBuffer headers = read(channel, table, count * entry);
    for (int i = 0; i < count; i++) {
      int at = i * entry;
      if (headers.getInt(at + 4) != SECTION_WITHOUT_BYTES) {
        checkExtent(file, "section " + i, headers.getLong(at + 24), headers.getLong(at + 32), size);
      }
    }
  }

  private static void checkExtent(Path file, String what, long offset, long bytes, long size)
      throws UnusableException {
    if (offset < 0 || bytes < 0 || offset > size || bytes > size - offset) {
      throw new UnusableException(
          file
              + ": was cut short or is damaged: "
              + what
              + " ends beyond the file's "
              + size
              + " bytes");
    }
  }

  private static ByteBuffer read(FileChannel channel, long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("the file ended while it was read", new BufferUnderflowException());
      }
    }
    return bytes.flip();
  }

  /** What the system said when it refused a library, and what to do where that is known. */
  static String explain(Path file, UnsatisfiedLinkError refused) {
    String message = String.valueOf(refused.getMessage());
    if (message.contains("failed to map segment")) {
      return file
          + ": "
          + message
          + ": the folder may be on a file system that is mounted noexec: name another one with -D"
          + PayloadFolder.PROPERTY
          + "=DIR";
    }
    return message.contains(file.toString()) ? message : file + ": " + message;
  }
}
