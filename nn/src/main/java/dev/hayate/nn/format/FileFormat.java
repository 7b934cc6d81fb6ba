package dev.hayate.nn.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** What a file is: told by its first bytes when it is read, and by its name when it is written. */
public enum FileFormat {
  /** Named arrays and texts, and so also a {@link ModelFile}. */
  SAFETENSORS(".safetensors"),
  /** One array: {@link Npy}. */
  NPY(".npy"),
  /** Named arrays: {@link Npz}. */
  NPZ(".npz"),
  /** A model with its values, in protocol buffers. */
  ONNX(".onnx"),
  /** A model without its values: {@link ModelDescription}. */
  DESCRIPTION(".json"),
  /** A table: {@link Csv}. */
  CSV(".csv"),
  /** One array, plain or in gzip: {@link Idx}. */
  IDX(".idx");

  private static final int START_BYTES = 16;
  private static final int HEADER_AT = 8;

  /** The tag of the first field of a model in ONNX, the version of its format. */
  private static final int ONNX_VERSION = 8;

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** How names of such files end, with the dot. */
  public String extension() {
    return extension;
  }

  /** The format that a name's end stands for, in small or capital letters. */
  public static Optional<FileFormat> named(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (FileFormat format : values()) {
      if (name.endsWith(format.extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The format that a file's first bytes show; where they show none, the one of its name, and
   * without either safetensors, whose reader then says what is wrong.
   *
   * @throws IOException if the file is absent or cannot be read
   */
  public static FileFormat of(Path file) throws IOException {
    byte[] start = new byte[START_BYTES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      FileBytes.read(channel, ByteBuffer.wrap(start), 0);
    }
    if ((start[0] & 0xFF) == 0x93 && start[1] == 'N') {
      return NPY;
    }
    if (start[0] == 'P' && start[1] == 'K') {
      return NPZ;
    }
    if (start[HEADER_AT] == '{' && start[HEADER_AT - 1] == 0) {
      return SAFETENSORS;
    }
    if (start[0] == '{') {
      return DESCRIPTION;
    }
    if (start[0] == ONNX_VERSION && start[1] > 0 && start[1] < ' ') {
      return ONNX;
    }
    if (isGzip(start) || (start[0] == 0 && start[1] == 0 && start[2] >= 8 && start[2] <= 14)) {
      return IDX;
    }
    return named(file).orElse(SAFETENSORS);
  }

  private static boolean isGzip(byte[] start) {
    return (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B;
  }

  /**
   * The arrays of a file of this format, by name; where there is one without a name, it gets the
   * name of the file without its end.
   *
   * @throws ModelFormatException if the file is malformed, exceeds {@link ReadLimits#DEFAULT}, or
   *     is of a format that holds no arrays
   * @throws IOException if it is absent or cannot be read
   */
  public SequencedMap<String, StoredArray> arrays(Path file, Arena arena) throws IOException {
    return arrays(file, arena, ReadLimits.DEFAULT);
  }

  /** {@link #arrays(Path, Arena)} under other limits. */
  public SequencedMap<String, StoredArray> arrays(Path file, Arena arena, ReadLimits limits)
      throws IOException {
    return switch (this) {
      case SAFETENSORS -> SafeTensors.read(file, arena, limits).arrays();
      case NPZ -> Npz.read(file, arena, limits);
      case NPY -> single(file, Npy.read(file, arena));
      case IDX -> single(file, Idx.read(file, arena, limits));
      default ->
          throw new ModelFormatException(
              "arrays", Place.in(file), "safetensors, .npz, .npy or IDX", extension.substring(1));
    };
  }

  private SequencedMap<String, StoredArray> single(Path file, StoredArray array) {
    String name = String.valueOf(file.getFileName());
    SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
    arrays.put(
        name.toLowerCase(Locale.ROOT).endsWith(extension)
            ? name.substring(0, name.length() - extension.length())
            : name,
        array);
    return Collections.unmodifiableSequencedMap(arrays);
  }
}
