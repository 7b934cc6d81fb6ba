package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.IdxStream;
import dev.hayate.nn.format.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Images and their labels in two IDX files of which one at least is in gzip, read in step. */
final class ImageRows implements SequentialRows {
  private final Path imageFile;
  private final Path labelFile;
  private final RowForm form;
  private final int size;
  private final int pixels;
  private final int[] classCounts;

  /**
   * Reads both headers, and all labels once, so that training does not end at a wrong one.
   *
   * @throws ModelFormatException if a file is malformed or they do not fit
   */
  ImageRows(Path imageFile, Path labelFile, List<String> labels) throws IOException {
    this.imageFile = imageFile;
    this.labelFile = labelFile;
    try (IdxStream images = IdxStream.open(imageFile);
        IdxStream numbers = IdxStream.open(labelFile)) {
      MnistFiles.checkImages(images.shape(), images.place());
      this.size = images.shape().dim(0);
      this.pixels = images.shape().dim(1) * images.shape().dim(2);
      this.form = new RowForm(pixels, 1, DType.I32, List.of(), labels);
      if (images.type() != ElementType.U8) {
        throw new ModelFormatException(
            "images", images.place(), "pixels in unsigned bytes", images.type().name());
      }
      if (numbers.type() != ElementType.U8
          || numbers.shape().rank() != 1
          || numbers.shape().dim(0) != size) {
        throw new ModelFormatException(
            "labels",
            numbers.place(),
            size + " unsigned bytes, one for each image",
            numbers.type() + " " + numbers.shape());
      }
      int[] counts = new int[labels.size()];
      byte[] label = new byte[1];
      for (int row = 0; row < size; row++) {
        numbers.read(label, 1);
        int number = label[0] & 0xFF;
        if (number >= counts.length) {
          throw new ModelFormatException(
              "labels",
              numbers.place(),
              "classes from 0 to " + (counts.length - 1),
              number + " of image " + row);
        }
        counts[number]++;
      }
      this.classCounts = counts;
    }
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
  public RowPass pass() throws IOException {
    IdxStream images = IdxStream.open(imageFile);
    try {
      return new Pass(images, IdxStream.open(labelFile));
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  private final class Pass implements RowPass {
    private final IdxStream images;
    private final IdxStream numbers;
    private final byte[] image = new byte[pixels];
    private final float[] features = new float[pixels];
    private final byte[] label = new byte[1];
    private int row;

    Pass(IdxStream images, IdxStream numbers) {
      this.images = images;
      this.numbers = numbers;
    }

    @Override
    public boolean next(Tensor into, Tensor targets, int at) throws IOException {
      if (row == size) {
        return false;
      }
      images.read(image, pixels);
      numbers.read(label, 1);
      PixelScale.scale(image, features);
      ArrayRows.put(features, into, at);
      targets.setInt(at, 0, label[0] & 0xFF);
      row++;
      return true;
    }

    @Override
    public void close() {
      images.close();
      numbers.close();
    }
  }
}
