package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Idx;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * MNIST, Fashion-MNIST, and whatever comes in a folder of the same four files: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and
 * {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz} at its end.
 *
 * @param train the images to learn from: a row of pixels divided by 255 each
 * @param test the images to test with
 * @param encoding how raw pixels are treated at prediction
 */
public record MnistFiles(Dataset train, Dataset test, PixelEncoding encoding) {
  private static final String IMAGES = "-images-idx3-ubyte";
  private static final String LABELS = "-labels-idx1-ubyte";

  /** The names of MNIST's classes. */
  public static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  /** The names of Fashion-MNIST's classes, by its authors. */
  public static final List<String> FASHION =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /**
   * Loads all four files into the arena.
   *
   * @param labels the names of the classes, such as {@link #DIGITS}
   * @throws NoSuchFileException if one of the files is missing; the message says which and whose it
   *     is
   * @throws ModelFormatException if a file is malformed or they do not fit each other
   */
  public static MnistFiles load(Path folder, List<String> labels, Arena arena) throws IOException {
    Dataset train = load(folder, "train", labels, arena);
    Dataset test = load(folder, "t10k", labels, arena);
    return new MnistFiles(train, test, encoding(folder, train, test, labels));
  }

  /**
   * The same images, read while they are learned from.
   *
   * @param train {@link IndexedRows} where the files are plain, {@link SequentialRows} where one is
   *     in gzip
   * @param test likewise
   * @param encoding how raw pixels are treated at prediction
   */
  public record Streamed(Rows train, Rows test, PixelEncoding encoding) {}

  /**
   * Opens all four files, to be read when they are needed: they may be larger than memory. All
   * labels are read once, to see that they are right.
   *
   * @param arena for how long plain files are mapped
   * @throws NoSuchFileException if one of the files is missing
   * @throws ModelFormatException if a file is malformed or they do not fit each other
   */
  public static Streamed stream(Path folder, List<String> labels, Arena arena) throws IOException {
    Rows train = stream(folder, "train", labels, arena);
    Rows test = stream(folder, "t10k", labels, arena);
    return new Streamed(train, test, encoding(folder, train, test, labels));
  }

  private static Rows stream(Path folder, String part, List<String> labels, Arena arena)
      throws IOException {
    Path imageFile = file(folder, part + IMAGES);
    Path labelFile = file(folder, part + LABELS);
    if (Idx.isCompressed(imageFile) || Idx.isCompressed(labelFile)) {
      return new ImageRows(imageFile, labelFile, labels);
    }
    StoredArray images = Idx.read(imageFile, arena);
    checkImages(images.shape(), Place.in(imageFile));
    return ArrayRows.ofPixels(Place.in(labelFile), images, Idx.read(labelFile, arena), labels);
  }

  private static PixelEncoding encoding(Path folder, Rows train, Rows test, List<String> labels)
      throws IOException {
    int pixels = train.featureCount();
    if (test.featureCount() != pixels) {
      throw new ModelFormatException(
          "images",
          Place.in(file(folder, "t10k" + IMAGES)),
          pixels + " pixels, as the images to learn from have",
          Integer.toString(test.featureCount()));
    }
    return new PixelEncoding(pixels, new Target.Classes("label", labels));
  }

  static void checkImages(Shape shape, Place place) throws ModelFormatException {
    if (shape.rank() != 3) {
      throw new ModelFormatException(
          "images", place, "a shape of [images, height, width]", shape.toString());
    }
  }

  private static Dataset load(Path folder, String part, List<String> labels, Arena arena)
      throws IOException {
    Path imageFile = file(folder, part + IMAGES);
    Path labelFile = file(folder, part + LABELS);
    Tensor images = Idx.pixels(imageFile, arena);
    checkImages(images.shape(), Place.in(imageFile));
    int count = images.shape().dim(0);
    int pixels = images.shape().dim(1) * images.shape().dim(2);
    return new Dataset(
        images.reshape(Shape.of(count, pixels)),
        classes(labelFile, count, labels.size(), arena),
        List.of(),
        labels);
  }

  private static Tensor classes(Path file, int count, int most, Arena arena) throws IOException {
    StoredArray array = Idx.read(file, arena);
    if (!array.shape().equals(Shape.of(count)) || !array.type().isInteger()) {
      throw new ModelFormatException(
          "labels", Place.in(file), count + " whole numbers, one for each image", array.toString());
    }
    Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(count, 1));
    long[] numbers = array.longs();
    for (int i = 0; i < count; i++) {
      if (numbers[i] < 0 || numbers[i] >= most) {
        throw new ModelFormatException(
            "labels",
            Place.in(file),
            "classes from 0 to " + (most - 1),
            numbers[i] + " of image " + i);
      }
      classes.setInt(i, 0, (int) numbers[i]);
    }
    return classes;
  }

  /**
   * The four files, plain or in gzip.
   *
   * @throws NoSuchFileException if one of them is missing
   */
  public static List<Path> paths(Path folder) throws NoSuchFileException {
    return List.of(
        file(folder, "train" + IMAGES),
        file(folder, "train" + LABELS),
        file(folder, "t10k" + IMAGES),
        file(folder, "t10k" + LABELS));
  }

  private static Path file(Path folder, String name) throws NoSuchFileException {
    for (String end : List.of("", ".gz")) {
      Path file = folder.resolve(name + end);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new NoSuchFileException(
        folder.resolve(name).toString(),
        null,
        "expected this file or "
            + name
            + ".gz, found neither; it is one of the four of MNIST (LeCun, Cortes and Burges) or"
            + " Fashion-MNIST (Zalando Research), to be downloaded from their authors");
  }
}
