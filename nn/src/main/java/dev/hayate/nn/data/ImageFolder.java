package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Idx;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A folder with the four files of MNIST or of a set in its form, such as Fashion-MNIST: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and
 * {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz}. Features are {@code pixel / 255}
 * in float32.
 */
public final class ImageFolder {
  /** What a pixel is divided by. */
  public static final float PIXEL_RANGE = 255;

  private ImageFolder() {}

  /** The training images, {@code train-*}. */
  public static Dataset train(Path folder, Arena arena) throws IOException {
    return read(folder, "train", arena);
  }

  /** The test images, {@code t10k-*}. */
  public static Dataset test(Path folder, Arena arena) throws IOException {
    return read(folder, "t10k", arena);
  }

  private static Dataset read(Path folder, String part, Arena arena) throws IOException {
    Path imageFile = find(folder, part + "-images-idx3-ubyte");
    Path labelFile = find(folder, part + "-labels-idx1-ubyte");
    Tensor images = Idx.pixels(imageFile, arena);
    long[] labels = Idx.read(labelFile, arena).longs();
    Shape shape = images.shape();
    if (shape.rank() < 2 || shape.dim(0) != labels.length) {
      throw new ModelFormatException(
          "labels",
          Place.in(labelFile),
          "one for each image of " + shape,
          Integer.toString(labels.length));
    }
    Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(labels.length, 1));
    for (int row = 0; row < labels.length; row++) {
      classes.setInt(row, 0, Math.toIntExact(labels[row]));
    }
    int pixels = shape.dim(0) == 0 ? 0 : Math.toIntExact(shape.size() / shape.dim(0));
    return new Dataset(images.reshape(Shape.of(shape.dim(0), pixels)), classes);
  }

  private static Path find(Path folder, String name) throws IOException {
    for (String form : new String[] {name + ".gz", name}) {
      Path file = folder.resolve(form);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new NoSuchFileException(
        folder.toString(),
        null,
        "expected " + name + " or " + name + ".gz of MNIST's four files, found neither");
  }
}
