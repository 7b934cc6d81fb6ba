package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * The sum, mean or maximum of a table's rows, as {@code torch.nn.EmbeddingBag} on bags of one
 * length: a sample {@code [length]} of numbers gives {@code [size]}. Negative numbers stand for
 * nothing, so that shorter bags are filled up with -1.
 *
 * @param count the number of rows
 * @param size the columns
 * @param mode how a bag's rows become one
 * @param padding a row that stands for nothing either; -1 for none
 */
public record EmbeddingBag(int count, int size, Indexing.Bag mode, int padding) implements Layer {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1 or the padding is no row
   */
  public EmbeddingBag {
    RowTable.check("EmbeddingBag", count, size, padding);
  }

  /** A table without padding whose rows are averaged, PyTorch's default. */
  public static EmbeddingBag of(int count, int size) {
    return new EmbeddingBag(count, size, Indexing.Bag.MEAN, -1);
  }

  static EmbeddingBag of(Attributes attributes) {
    return new EmbeddingBag(
        attributes.integer("num_embeddings"),
        attributes.integer("embedding_dim"),
        Indexing.Bag.valueOf(attributes.text("mode").toUpperCase(Locale.ROOT)),
        attributes.integer("padding_idx"));
  }

  @Override
  public String type() {
    return "EmbeddingBag";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("num_embeddings", count)
        .with("embedding_dim", size)
        .with("mode", mode.name().toLowerCase(Locale.ROOT))
        .with("padding_idx", padding);
  }

  @Override
  public DType inputType(int index) {
    return DType.I32;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    if (input.rank() != 1) {
      throw new IllegalArgumentException(
          "EmbeddingBag: the input is " + input + ": expected one bag in each sample");
    }
    return Shape.of(size);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return RowTable.parameters(count, size, padding);
  }

  @Override
  public Step bind(Site site) {
    Indexing indexing = site.backend().indexing();
    Arithmetic arithmetic = site.backend().arithmetic();
    Tensor rows = site.input(0);
    Tensor y = site.output();
    Tensor table = site.parameter("weight");
    if (!site.learns()) {
      return () -> indexing.gatherBags(table, rows, mode, padding, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor tableGradient = site.parameterGradient("weight");
    return Step.of(
        () -> indexing.gatherBags(table, rows, mode, padding, y),
        () -> {
          arithmetic.fill(0, tableGradient);
          indexing.addBags(table, rows, mode, padding, yGradient, tableGradient);
        });
  }
}
