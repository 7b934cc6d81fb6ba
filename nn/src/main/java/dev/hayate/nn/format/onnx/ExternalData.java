package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The files beside a model that hold the data of its tensors. Only regular files within the model's
 * own folder are opened: not by an absolute path, not by {@code ..}, and through no symbolic link.
 */
final class ExternalData {
  private static final String WHAT = "onnx external data";
  private static final int MOST_FILES = 1024;

  private final Path folder;
  private final Arena arena;
  private final Map<String, MemorySegment> mapped = new HashMap<>();
  private long bytes;

  /**
   * The files of a model.
   *
   * @param model the model's own file
   * @param arena owns what is mapped
   */
  ExternalData(Path model, Arena arena) {
    Path parent = model.toAbsolutePath().getParent();
    this.folder = parent == null ? model.toAbsolutePath() : parent;
    this.arena = arena;
  }

  /** The bytes of all files that were mapped. */
  long bytes() {
    return bytes;
  }

  /**
   * The data of a tensor.
   *
   * @param entries {@code location}, {@code offset} and {@code length} as the file gives them
   * @param size the number of bytes that the tensor needs
   */
  MemorySegment read(Map<String, String> entries, long size, Place place) throws IOException {
    String location = entries.getOrDefault("location", "");
    MemorySegment file = file(location, place);
    long offset = number(entries, "offset", 0, place);
    if (offset > file.byteSize()) {
      throw new ModelFormatException(
          WHAT, place, "an offset within " + file.byteSize() + " bytes", Long.toString(offset));
    }
    long length = number(entries, "length", size, place);
    if (length != size) {
      throw new ModelFormatException(
          WHAT, place, "a length of " + size + " bytes", Long.toString(length));
    }
    if (length > file.byteSize() - offset) {
      throw new ModelFormatException(
          WHAT,
          place,
          size + " bytes from " + offset + " of " + Place.quote(location),
          (file.byteSize() - offset) + " bytes");
    }
    return file.asSlice(offset, length);
  }

  private static long number(Map<String, String> entries, String key, long usual, Place place)
      throws ModelFormatException {
    String text = entries.get(key);
    if (text == null) {
      return usual;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a negative one.
    }
    throw new ModelFormatException(
        WHAT, place, "a number of bytes as its " + key, Place.quote(text));
  }

  private MemorySegment file(String location, Place place) throws IOException {
    MemorySegment known = mapped.get(location);
    if (known != null) {
      return known;
    }
    if (mapped.size() == MOST_FILES) {
      throw new ModelFormatException(WHAT, place, "at most " + MOST_FILES + " files", "more");
    }
    Path file = within(location, place);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      MemorySegment segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      mapped.put(location, segment);
      bytes += segment.byteSize();
      return segment;
    }
  }

  private Path within(String location, Place place) throws ModelFormatException {
    Path relative;
    try {
      relative = Path.of(location);
    } catch (InvalidPathException e) {
      throw refused(location, place);
    }
    // A backslash separates folders on some systems and is part of a name on others.
    if (location.isEmpty() || location.contains("\\") || relative.isAbsolute()) {
      throw refused(location, place);
    }
    Path file = folder;
    for (Path name : relative) {
      if (name.toString().isEmpty() || name.toString().equals("..")) {
        throw refused(location, place);
      }
      file = file.resolve(name);
      if (Files.isSymbolicLink(file)) {
        throw new ModelFormatException(
            WHAT, place, "no symbolic link on the way", Place.quote(location));
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelFormatException(
          WHAT, place, "a regular file in the model's folder", "none at " + Place.quote(location));
    }
    return file;
  }

  private static ModelFormatException refused(String location, Place place) {
    return new ModelFormatException(
        WHAT, place, "a location within the model's folder", Place.quote(location));
  }
}
