package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ArrayReader;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.ReadLimits;
import dev.hayate.nn.format.StoredArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Rows of an array of features and an array of targets, usually in files that are mapped, so that
 * they may be larger than memory: a row is read when it is asked for.
 *
 * <p>Features are {@code [n, ...]} of any type, each converted to float32, rounded once. Targets
 * are classes if they are whole numbers, {@code [n]} or {@code [n, 1]}, and values otherwise,
 * {@code [n]} or {@code [n, t]}.
 */
public final class ArrayRows implements IndexedRows {
  private static final String WHAT = "rows";
  private static final int CHUNK = 1 << 12;

  /** What is compressed would have to be held in memory as a whole. */
  private static final ReadLimits MAPPED_ONLY = ReadLimits.DEFAULT.withContentBytes(0);

  private final Place place;
  private final int size;
  private final int featureCount;
  private final int targetCount;
  private final boolean classification;
  private final RowForm form;
  private final StoredArray features;
  private final StoredArray targets;
  private final boolean scaled;
  private final int[] classCounts;

  /** Training and validation may read the same rows at a time; each of these has its own sizes. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(() -> new Scratch(this));

  /** What one thread needs to read rows without allocating. */
  private static final class Scratch {
    final ArrayReader features;
    final ArrayReader targets;
    final byte[] pixelRow;
    final float[] featureRow;
    final float[] targetRow;
    final long[] number = new long[1];

    Scratch(ArrayRows rows) {
      this.features = new ArrayReader(rows.features);
      this.targets = new ArrayReader(rows.targets);
      this.pixelRow = new byte[rows.scaled ? rows.featureCount : 0];
      this.featureRow = new float[rows.featureCount];
      this.targetRow = new float[rows.classification ? 0 : rows.targetCount];
    }
  }

  private ArrayRows(
      Place place, StoredArray features, StoredArray targets, List<String> labels, boolean scaled)
      throws ModelFormatException {
    this.place = place;
    this.size = rows("features", features);
    this.featureCount = columns("features", features);
    this.targetCount = columns("targets", targets);
    this.classification = targets.type().isInteger();
    DType type = classification ? DType.I32 : DType.F32;
    this.form = new RowForm(featureCount, targetCount, type, List.of(), labels);
    if (rows("targets", targets) != size || (classification && targetCount != 1)) {
      throw wrong("targets", size + " of them, one class or some values for each row", targets);
    }
    if (!labels.isEmpty() && !classification) {
      throw wrong("targets", "whole numbers, one class for each row", targets);
    }
    if (scaled && (!features.type().isInteger() || features.type().bytes() != 1)) {
      throw wrong("features", "pixels in unsigned bytes", features);
    }
    this.features = features;
    this.targets = targets;
    this.scaled = scaled;
    this.classCounts = classification ? counted() : new int[0];
  }

  private int rows(String name, StoredArray array) throws ModelFormatException {
    if (array.shape().rank() == 0 || array.isColumnMajor()) {
      throw wrong(name, "an array of rows, the last index running fastest", array);
    }
    return array.shape().dim(0);
  }

  private int columns(String name, StoredArray array) throws ModelFormatException {
    long columns = 1;
    for (int axis = 1; axis < array.shape().rank(); axis++) {
      columns *= array.shape().dim(axis);
    }
    if (columns < 1 || columns > Integer.MAX_VALUE / Double.BYTES) {
      throw wrong(name, "at least one element in each row, and not more than 268 million", array);
    }
    return (int) columns;
  }

  private ModelFormatException wrong(String name, String expected, StoredArray found) {
    return new ModelFormatException(
        WHAT, place.key(name), expected, found.type() + " " + found.shape());
  }

  /** Checks all classes once, so that training does not end at a wrong one hours later. */
  private int[] counted() throws ModelFormatException {
    List<String> labels = labels();
    int[] counts = new int[labels.size()];
    int most = labels.isEmpty() ? Integer.MAX_VALUE : labels.size();
    long[] numbers = new long[Math.min(size, CHUNK)];
    ArrayReader reader = new ArrayReader(targets);
    for (int from = 0; from < size; from += CHUNK) {
      int count = Math.min(CHUNK, size - from);
      reader.longs(from, numbers, count);
      for (int i = 0; i < count; i++) {
        if (numbers[i] < 0 || numbers[i] >= Math.min(most, size + (long) labels.size())) {
          throw new ModelFormatException(
              WHAT,
              place.key("targets"),
              labels.isEmpty()
                  ? "classes from 0, fewer than there are rows"
                  : "classes from 0 to " + (most - 1),
              numbers[i] + " in row " + (from + i));
        }
        counts = Rows.counted(counts, (int) numbers[i]);
      }
    }
    return counts;
  }

  /**
   * Rows of arrays as they are.
   *
   * @param place where they come from, for messages
   * @param labels the names of the classes, or none
   * @throws ModelFormatException if the arrays do not fit each other, or a class is out of range
   */
  public static ArrayRows of(
      Place place, StoredArray features, StoredArray targets, List<String> labels)
      throws ModelFormatException {
    return new ArrayRows(place, features, targets, labels, false);
  }

  /**
   * Rows of unsigned bytes, each divided by 255 as {@link MnistFiles} does it.
   *
   * @param place where they come from, for messages
   * @param labels the names of the classes, or none
   * @throws ModelFormatException if the arrays do not fit each other, or a class is out of range
   */
  public static ArrayRows ofPixels(
      Place place, StoredArray images, StoredArray targets, List<String> labels)
      throws ModelFormatException {
    return new ArrayRows(place, images, targets, labels, true);
  }

  /**
   * Rows of two files of one array each, .npy or plain IDX.
   *
   * @param arena for how long the files are mapped
   * @throws ModelFormatException if a file is malformed or compressed, or they do not fit
   * @throws IOException if a file is absent or cannot be read
   */
  public static ArrayRows read(Path features, Path targets, Arena arena) throws IOException {
    return of(Place.in(features), only(features, arena), only(targets, arena), List.of());
  }

  /**
   * Rows of two arrays of one file, .npz without compression or safetensors.
   *
   * @param arena for how long the file is mapped
   * @throws ModelFormatException if the file is malformed, compressed or without such arrays, or
   *     they do not fit
   * @throws IOException if it is absent or cannot be read
   */
  public static ArrayRows read(Path file, String features, String targets, Arena arena)
      throws IOException {
    Place place = Place.in(file);
    var arrays = FileFormat.of(file).arrays(file, arena, MAPPED_ONLY);
    return of(place, named(features, arrays, place), named(targets, arrays, place), List.of());
  }

  private static StoredArray named(String name, Map<String, StoredArray> arrays, Place place)
      throws ModelFormatException {
    StoredArray array = arrays.get(name);
    if (array == null) {
      throw new ModelFormatException(
          WHAT, place.key(name), "one of the arrays " + arrays.keySet(), "none of this name");
    }
    return array;
  }

  private static StoredArray only(Path file, Arena arena) throws IOException {
    var arrays = FileFormat.of(file).arrays(file, arena, MAPPED_ONLY);
    if (arrays.size() != 1) {
      throw new ModelFormatException(
          WHAT, Place.in(file), "one array; name those of a file of several", arrays.keySet() + "");
    }
    return arrays.firstEntry().getValue();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public RowForm form() {
    return form;
  }

  @Override
  public int[] classCounts() {
    return classCounts.clone();
  }

  @Override
  public int classOf(int row) {
    if (!classification) {
      throw new UnsupportedOperationException("rows: the targets are values, not classes");
    }
    return classOf(row, scratch.get());
  }

  private static int classOf(int row, Scratch own) {
    own.targets.longs(row, own.number, 1);
    return (int) own.number[0];
  }

  @Override
  public void read(int row, Tensor into, Tensor answers, int at) {
    Scratch own = scratch.get();
    long first = (long) row * featureCount;
    if (scaled) {
      MemorySegment.copy(
          features.data(), ValueLayout.JAVA_BYTE, first, own.pixelRow, 0, featureCount);
      PixelScale.scale(own.pixelRow, own.featureRow);
    } else {
      own.features.floats(first, own.featureRow, featureCount);
    }
    put(own.featureRow, into, at);
    if (classification) {
      answers.setInt(at, 0, classOf(row, own));
    } else {
      own.targets.floats((long) row * targetCount, own.targetRow, targetCount);
      put(own.targetRow, answers, at);
    }
  }

  /** Writes a row of as many values as a tensor has columns. */
  static void put(float[] row, Tensor to, int at) {
    MemorySegment.copy(
        row,
        0,
        to.segment(),
        ValueLayout.JAVA_FLOAT,
        (long) at * row.length * Float.BYTES,
        row.length);
  }
}
