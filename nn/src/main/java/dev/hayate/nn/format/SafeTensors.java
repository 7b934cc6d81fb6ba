package dev.hayate.nn.format;

import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file: named arrays and a map of texts.
 *
 * <p>The format (of Hugging Face): 8 bytes of little-endian header length, a JSON header, and the
 * data of all tensors without gaps or overlaps. Reading is strict: whatever the reference
 * implementation refuses is refused, and so are names that occur twice, more than {@link
 * dev.hayate.kernels.Shape#MAX_RANK} dimensions and dimensions beyond an {@code int}.
 *
 * <p>The data is mapped, not read: opening a file of any size costs its header, and the arrays cost
 * page faults when they are touched. Everything here lives as long as the arena given to {@link
 * #read(Path, Arena)}; there is nothing else to close. Immutable and safe to share if the arena is.
 */
public final class SafeTensors {
  /** The key of the map of texts; no tensor can have this name. */
  static final String METADATA = "__metadata__";

  private final Path file;
  private final SequencedMap<String, String> metadata;
  private final SequencedMap<String, StoredArray> arrays;

  private SafeTensors(
      Path file, SequencedMap<String, String> metadata, SequencedMap<String, StoredArray> arrays) {
    this.file = file;
    this.metadata = metadata;
    this.arrays = arrays;
  }

  /** {@link #read(Path, Arena, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static SafeTensors read(Path file, Arena arena) throws IOException {
    return read(file, arena, ReadLimits.DEFAULT);
  }

  /**
   * Opens a file and maps its data into the arena.
   *
   * @throws ModelFormatException if the file is malformed or exceeds a limit
   * @throws IOException if the file is absent or cannot be read
   */
  public static SafeTensors read(Path file, Arena arena, ReadLimits limits) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafeTensorsHeader header = SafeTensorsHeader.read(file, channel, limits);
      MemorySegment data =
          channel.map(
              FileChannel.MapMode.READ_ONLY, header.dataOffset(), header.dataBytes(), arena);
      SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
      for (SafeTensorsHeader.Entry entry : header.entries()) {
        MemorySegment slice = data.asSlice(entry.begin(), entry.end() - entry.begin());
        arrays.put(
            entry.name(),
            new StoredArray(
                entry.name(), entry.type(), entry.shape(), slice, ByteOrder.LITTLE_ENDIAN, false));
      }
      return new SafeTensors(
          file,
          Collections.unmodifiableSequencedMap(header.metadata()),
          Collections.unmodifiableSequencedMap(arrays));
    }
  }

  /**
   * {@link #writeArrays} of float32 and int32 tensors, contiguous or not.
   *
   * @param tensors by name
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, StoredArray> arrays = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, StoredArray.of(tensor)));
    writeArrays(file, arrays, metadata);
  }

  /**
   * Writes arrays and texts to a file, as a whole or not at all (see {@link AtomicFile}). Types
   * stay as they are; bytes become little-endian and row-major, as the format has them.
   *
   * <p>The same arrays and texts give the same bytes, whatever order they come in: arrays stand in
   * the reference implementation's order (later element types first, then by name), texts by name.
   *
   * @param arrays by the names that they are to have
   * @param metadata texts, such as {@code format: pt}
   * @throws IllegalArgumentException if a name is {@code __metadata__} or cannot be written in
   *     UTF-8
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void writeArrays(
      Path file, Map<String, StoredArray> arrays, Map<String, String> metadata) throws IOException {
    AtomicFile.write(file, new SafeTensorsWriter(arrays, metadata));
  }

  /** The texts of the file, in its order; unmodifiable. */
  public SequencedMap<String, String> metadata() {
    return metadata;
  }

  /** The arrays by name, in the order of the header; unmodifiable. */
  public SequencedMap<String, StoredArray> arrays() {
    return arrays;
  }

  /**
   * One array.
   *
   * @throws ModelFormatException if the file has no array of this name
   */
  public StoredArray array(String name) throws ModelFormatException {
    StoredArray array = arrays.get(name);
    if (array == null) {
      throw new ModelFormatException(
          "safetensors tensor",
          Place.in(file).key(name),
          "a tensor of this name",
          arrays.size() + " tensors of other names");
    }
    return array;
  }

  /**
   * {@link StoredArray#floats} of one array.
   *
   * @throws ModelFormatException if the file has no array of this name
   */
  public Tensor floats(String name, Arena arena) throws ModelFormatException {
    return array(name).floats(arena);
  }

  /** The file and the number of its arrays. */
  @Override
  public String toString() {
    return "SafeTensors " + file + " (" + arrays.size() + " tensors)";
  }
}
