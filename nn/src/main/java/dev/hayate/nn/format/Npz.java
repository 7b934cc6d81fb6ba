package dev.hayate.nn.format;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's .npz files: named arrays, each an {@link Npy} file in a zip archive, stored ({@code
 * numpy.savez}) or deflated ({@code numpy.savez_compressed}).
 *
 * <p>Stored arrays are mapped and not copied; deflated ones are inflated into the arena, and only
 * when the array's own header asks for exactly the bytes that the archive promises, and data of an
 * unlikely ratio has been seen to hold them. Check sums are verified. An array's name is its
 * entry's without {@code .npy}; it may look like a path, and is never used as one.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";
  private static final int CHUNK = 1 << 16;

  /** The same arrays give the same bytes: entries bear the first date that zip can write. */
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /** {@link #read(Path, Arena, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static SequencedMap<String, StoredArray> read(Path file, Arena arena) throws IOException {
    return read(file, arena, ReadLimits.DEFAULT);
  }

  /**
   * Reads all arrays, in the order of the archive's directory.
   *
   * @return an unmodifiable map by name
   * @throws ModelFormatException if the file is malformed, exceeds a limit, or holds something
   *     other than arrays of numbers
   * @throws IOException if the file is absent or cannot be read
   */
  public static SequencedMap<String, StoredArray> read(Path file, Arena arena, ReadLimits limits)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Place place = Place.in(file);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      List<Zip.Entry> entries = Zip.read(bytes, place, limits);
      checkContent(entries, place, limits);
      SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
      for (Zip.Entry entry : entries) {
        if (!entry.name().endsWith(SUFFIX)) {
          throw new ModelFormatException(
              "npz entry",
              place.key(entry.name()),
              "a name that ends in .npy",
              stranger(entry.name()));
        }
        String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
        Place here = place.key(name);
        arrays.put(
            name,
            entry.deflated()
                ? inflated(name, entry, bytes, arena, here)
                : stored(name, entry, bytes, here));
      }
      return Collections.unmodifiableSequencedMap(arrays);
    }
  }

  private static String stranger(String name) {
    return name.endsWith(".pkl")
        ? "a pickle, which could run anything: from PyTorch, write safetensors"
        : "another name";
  }

  private static void checkContent(List<Zip.Entry> entries, Place place, ReadLimits limits)
      throws ModelFormatException {
    long content = 0;
    for (Zip.Entry entry : entries) {
      if (entry.deflated() && limits.contentBytes() == 0) {
        throw new ModelFormatException(
            "npz",
            place.key(entry.name()),
            "an array that is not compressed, to be read where it lies, as numpy.savez and hayate"
                + " convert write it",
            "a compressed one");
      }
      if (entry.deflated()) {
        // No overflow: no entry has more than 1032 times the bytes of the file.
        content += entry.bytes();
        if (content > limits.contentBytes()) {
          throw new ModelFormatException(
              "npz",
              place.key(entry.name()),
              "at most " + limits.contentBytes() + " bytes of inflated content",
              content + " so far");
        }
      }
    }
  }

  private static StoredArray stored(String name, Zip.Entry entry, MemorySegment file, Place place)
      throws IOException {
    MemorySegment content = file.asSlice(entry.begin(), entry.bytes());
    Npy.Header header = Npy.header(ByteSource.of(content), entry.bytes(), place);
    CRC32 crc = new CRC32();
    for (long done = 0; done < content.byteSize(); done += CHUNK) {
      long count = Math.min(CHUNK, content.byteSize() - done);
      crc.update(content.asSlice(done, count).asByteBuffer());
    }
    checkSum(entry, (int) crc.getValue(), place);
    return header.array(name, content.asSlice(header.dataAt()));
  }

  private static StoredArray inflated(
      String name, Zip.Entry entry, MemorySegment file, Arena arena, Place place)
      throws IOException {
    if (entry.bytes() / Inflating.BELIEVED_RATIO > entry.end() - entry.begin()) {
      try (Inflating trial = inflating(entry, file, place)) {
        Npy.header(trial, entry.bytes(), place);
        trial.skip(entry.bytes() - trial.produced());
        checkEnd(trial, entry, place);
      }
    }
    try (Inflating content = inflating(entry, file, place)) {
      Npy.Header header = Npy.header(content, entry.bytes(), place);
      MemorySegment data = arena.allocate(entry.bytes() - header.dataAt(), Long.BYTES);
      byte[] chunk = new byte[CHUNK];
      for (long done = 0; done < data.byteSize(); ) {
        int wanted = (int) Math.min(chunk.length, data.byteSize() - done);
        int count = content.read(chunk, 0, wanted);
        MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, done, count);
        done += count;
        if (count < wanted) {
          break;
        }
      }
      checkEnd(content, entry, place);
      return header.array(name, data);
    }
  }

  private static Inflating inflating(Zip.Entry entry, MemorySegment file, Place place) {
    return new Inflating(file, entry.begin(), entry.end(), Zip.WHAT, place);
  }

  private static void checkEnd(Inflating content, Zip.Entry entry, Place place) throws IOException {
    content.checkEnd();
    if (content.produced() != entry.bytes() || content.consumed() != entry.end()) {
      throw new ModelFormatException(
          "zip entry",
          place.offset(content.consumed()),
          entry.bytes() + " bytes of content in data that ends at " + entry.end(),
          content.produced() + " bytes");
    }
    checkSum(entry, content.crc(), place);
  }

  private static void checkSum(Zip.Entry entry, int found, Place place)
      throws ModelFormatException {
    if (found != entry.crc()) {
      throw new ModelFormatException(
          "zip check sum",
          place.offset(entry.begin()),
          Integer.toHexString(entry.crc()),
          Integer.toHexString(found));
    }
  }

  /**
   * Writes arrays as {@code numpy.savez} does, as a whole or not at all (see {@link AtomicFile}).
   * Types and orders stay as {@link Npy#write(Path, StoredArray)} leaves them. The same arrays in
   * the same order give the same bytes.
   *
   * @param arrays by the names that they are to have
   * @throws IllegalArgumentException if a name cannot be written in UTF-8
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void write(Path file, Map<String, StoredArray> arrays) throws IOException {
    write(file, arrays, ZipEntry.STORED);
  }

  /** {@link #write}, deflated as {@code numpy.savez_compressed} does. */
  public static void writeCompressed(Path file, Map<String, StoredArray> arrays)
      throws IOException {
    write(file, arrays, ZipEntry.DEFLATED);
  }

  private static void write(Path file, Map<String, StoredArray> arrays, int method)
      throws IOException {
    for (String name : arrays.keySet()) {
      if (Unicode.hasLoneSurrogate(name)) {
        throw new IllegalArgumentException(Place.quote(name) + " has half of a surrogate pair");
      }
    }
    AtomicFile.write(file, channel -> write(channel, arrays, method));
  }

  private static void write(
      WritableByteChannel channel, Map<String, StoredArray> arrays, int method) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
    for (Map.Entry<String, StoredArray> item : arrays.entrySet()) {
      StoredArray array = NpyHeader.known(item.getValue());
      byte[] start = Npy.start(array).array();
      ZipEntry entry = new ZipEntry(item.getKey() + SUFFIX);
      entry.setTimeLocal(DATE);
      entry.setMethod(method);
      if (method == ZipEntry.STORED) {
        // Their header stands before the data, and the channel may be a pipe.
        CRC32 crc = new CRC32();
        crc.update(start);
        array.write(
            Channels.newChannel(new CheckedOutputStream(OutputStream.nullOutputStream(), crc)));
        entry.setCrc(crc.getValue());
        entry.setSize(start.length + array.data().byteSize());
      }
      zip.putNextEntry(entry);
      zip.write(start);
      array.write(Channels.newChannel(zip));
      zip.closeEntry();
    }
    zip.finish();
  }
}
