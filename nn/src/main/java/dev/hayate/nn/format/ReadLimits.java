package dev.hayate.nn.format;

/**
 * How much a reader takes from a file before it refuses it, against files made to exhaust the
 * memory. Immutable and safe to share.
 *
 * @param headerBytes the largest header in bytes
 * @param tensors the largest number of tensors in one file
 * @param textChars the longest text in characters: a name, a field of a table, a description
 */
public record ReadLimits(long headerBytes, int tensors, int textChars) {
  /**
   * 100,000,000 bytes of header (the safetensors format's own limit), 100,000 tensors, 16 M text.
   */
  public static final ReadLimits DEFAULT = new ReadLimits(100_000_000, 100_000, 1 << 24);

  /** Checks that every limit is positive. */
  public ReadLimits {
    if (headerBytes <= 0 || tensors <= 0 || textChars <= 0) {
      throw new IllegalArgumentException(
          "limits: " + headerBytes + ", " + tensors + ", " + textChars + ": expected positive");
    }
  }

  /** These limits with another largest header. */
  public ReadLimits withHeaderBytes(long bytes) {
    return new ReadLimits(bytes, tensors, textChars);
  }

  /** These limits with another largest number of tensors. */
  public ReadLimits withTensors(int count) {
    return new ReadLimits(headerBytes, count, textChars);
  }

  /** These limits with another longest text. */
  public ReadLimits withTextChars(int chars) {
    return new ReadLimits(headerBytes, tensors, chars);
  }
}
