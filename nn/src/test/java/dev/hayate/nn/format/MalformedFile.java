package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * A file that a reader must refuse, and what it must say.
 *
 * @param name what is wrong, for people
 * @param reader who reads it
 * @param bytes the content
 * @param says parts of the message: where, what was expected and what was found
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record MalformedFile(String name, ReaderUnderTest reader, byte[] bytes, List<String> says) {
  static MalformedFile of(String name, ReaderUnderTest reader, byte[] bytes, String... says) {
    return new MalformedFile(name, reader, bytes, List.of(says));
  }

  /** The bytes with some of them replaced. */
  static byte[] patched(byte[] bytes, int at, int... values) {
    byte[] to = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      to[at + i] = (byte) values[i];
    }
    return to;
  }

  /** The bytes without the last ones. */
  static byte[] cut(byte[] bytes, int count) {
    return Arrays.copyOf(bytes, bytes.length - count);
  }

  /** The bytes and more. */
  static byte[] extended(byte[] bytes, int count) {
    return Arrays.copyOf(bytes, bytes.length + count);
  }

  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return reader + ": " + name;
  }
}
