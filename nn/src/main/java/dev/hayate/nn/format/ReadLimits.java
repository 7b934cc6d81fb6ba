package dev.hayate.nn.format;

/**
 * How much a reader takes from a file before it refuses it, against files made to exhaust the
 * memory. Whoever trusts a file raises a limit: {@code ReadLimits.DEFAULT.withContentBytes(1L <<
 * 36)}. Immutable and safe to share.
 *
 * <p>What is mapped and not copied (the arrays of safetensors, .npy, plain IDX and stored .npz
 * files) costs no memory and has no limit but the file's own length.
 *
 * @param headerBytes the largest header, or directory of an archive, in bytes
 * @param tensors the largest number of tensors in one file, and of texts beside them
 * @param textChars the longest text in characters: a name, a field of a table, a description
 * @param nesting the deepest nesting of JSON, at most {@value #MAX_NESTING}
 * @param values the largest number of values in one JSON text
 * @param contentBytes the most bytes that the compressed content of one file may inflate to; 0
 *     refuses whatever is compressed, for arrays that are read where they lie
 * @param tableBytes the most memory, about, that the fields of one CSV file may take
 * @param sampleValues the most values that all layers of a model together make of one sample
 */
public record ReadLimits(
    long headerBytes,
    int tensors,
    int textChars,
    int nesting,
    int values,
    long contentBytes,
    long tableBytes,
    long sampleValues) {
  /** Readers of nested text call themselves once for each level; no stack ends before this one. */
  public static final int MAX_NESTING = 500;

  /**
   * 100,000,000 bytes of header (the safetensors format's own limit), 100,000 tensors, 16 M of
   * text, 32 levels, 1,000,000 values, 4 GiB of inflated content and 16 M values of a sample. The
   * header, the text and the values are fewer where the heap is below 1.6 GB, so that no header
   * fills it, and a table may take half of the heap.
   */
  public static final ReadLimits DEFAULT = forHeap(Runtime.getRuntime().maxMemory());

  /**
   * Checks that every limit is positive, but for contentBytes, and the nesting not above {@value
   * #MAX_NESTING}.
   */
  public ReadLimits {
    if (headerBytes <= 0
        || tensors <= 0
        || textChars <= 0
        || nesting <= 0
        || nesting > MAX_NESTING
        || values <= 0
        || contentBytes < 0
        || tableBytes <= 0
        || sampleValues <= 0) {
      throw new IllegalArgumentException(
          "limits: expected positive numbers and a nesting of at most "
              + MAX_NESTING
              + ", found "
              + headerBytes
              + " bytes of header, "
              + tensors
              + " tensors, "
              + textChars
              + " characters, nesting "
              + nesting
              + ", "
              + values
              + " values, "
              + contentBytes
              + " bytes of content, "
              + tableBytes
              + " bytes of a table, "
              + sampleValues
              + " values of a sample");
    }
  }

  /** The defaults for a heap of this many bytes. */
  static ReadLimits forHeap(long heapBytes) {
    // The parts of a header take up to about ten times its bytes while it is read.
    long headerBytes = Math.clamp(heapBytes / 16, 1 << 20, 100_000_000);
    return new ReadLimits(
        headerBytes,
        100_000,
        Math.clamp(heapBytes / 64, 1 << 18, 1 << 24),
        32,
        Math.clamp(heapBytes / 1024, 1 << 14, 1_000_000),
        1L << 32,
        Math.max(heapBytes / 2, 1 << 20),
        1 << 24);
  }

  /** These limits with another largest header. */
  public ReadLimits withHeaderBytes(long bytes) {
    return new ReadLimits(
        bytes, tensors, textChars, nesting, values, contentBytes, tableBytes, sampleValues);
  }

  /** These limits with another largest number of tensors. */
  public ReadLimits withTensors(int count) {
    return new ReadLimits(
        headerBytes, count, textChars, nesting, values, contentBytes, tableBytes, sampleValues);
  }

  /** These limits with another longest text. */
  public ReadLimits withTextChars(int chars) {
    return new ReadLimits(
        headerBytes, tensors, chars, nesting, values, contentBytes, tableBytes, sampleValues);
  }

  /** These limits with another deepest nesting. */
  public ReadLimits withNesting(int levels) {
    return new ReadLimits(
        headerBytes, tensors, textChars, levels, values, contentBytes, tableBytes, sampleValues);
  }

  /** These limits with another largest number of values. */
  public ReadLimits withValues(int count) {
    return new ReadLimits(
        headerBytes, tensors, textChars, nesting, count, contentBytes, tableBytes, sampleValues);
  }

  /** These limits with another most content. */
  public ReadLimits withContentBytes(long bytes) {
    return new ReadLimits(
        headerBytes, tensors, textChars, nesting, values, bytes, tableBytes, sampleValues);
  }

  /** These limits with another largest table. */
  public ReadLimits withTableBytes(long bytes) {
    return new ReadLimits(
        headerBytes, tensors, textChars, nesting, values, contentBytes, bytes, sampleValues);
  }

  /** These limits with another largest sample. */
  public ReadLimits withSampleValues(long count) {
    return new ReadLimits(
        headerBytes, tensors, textChars, nesting, values, contentBytes, tableBytes, count);
  }
}
