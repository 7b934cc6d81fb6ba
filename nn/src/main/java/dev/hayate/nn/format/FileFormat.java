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
  CSV(".csv");

  private static final int START_BYTES = 16;
  private static final int HEADER_AT = 8;

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
    return named(file).orElse(SAFETENSORS);
  }

  /**
   * The arrays of a file of this format, by name; an .npy file's has the name of the file without
   * its end.
   *
   * @throws ModelFormatException if the file is malformed, exceeds {@link ReadLimits#DEFAULT}, or
   *     is of a format that holds no arrays
   * @throws IOException if it is absent or cannot be read
   */
  public SequencedMap<String, StoredArray> arrays(Path file, Arena arena) throws IOException {
    return switch (this) {
      case SAFETENSORS -> SafeTensors.read(file, arena).arrays();
      case NPZ -> Npz.read(file, arena);
      case NPY -> {
        SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
        String name = String.valueOf(file.getFileName());
        arrays.put(
            name.toLowerCase(Locale.ROOT).endsWith(extension)
                ? name.substring(0, name.length() - extension.length())
                : name,
            Npy.read(file, arena));
        yield Collections.unmodifiableSequencedMap(arrays);
      }
      default ->
          throw new ModelFormatException(
              "arrays", Place.in(file), "safetensors, .npz or .npy", extension.substring(1));
    };
  }
}
