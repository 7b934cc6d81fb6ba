package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A row of a table for each number, as {@code torch.nn.Embedding}: a sample {@code [...]} of
 * numbers gives {@code [..., size]}.
 *
 * @param count the number of rows
 * @param size the columns
 * @param padding a row that does not learn, as PyTorch's {@code padding_idx}; -1 for none
 */
public record Embedding(int count, int size, int padding) implements Layer {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is below 1 or the padding is no row
   */
  public Embedding {
    RowTable.check("Embedding", count, size, padding);
  }

  /** A table in which every row learns. */
  public static Embedding of(int count, int size) {
    return new Embedding(count, size, -1);
  }

  static Embedding of(Attributes attributes) {
    return new Embedding(
        attributes.integer("num_embeddings"),
        attributes.integer("embedding_dim"),
        attributes.integer("padding_idx"));
  }

  @Override
  public String type() {
    return "Embedding";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE
        .with("num_embeddings", count)
        .with("embedding_dim", size)
        .with("padding_idx", padding);
  }

  @Override
  public DType inputType(int index) {
    return DType.I32;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.single(type(), inputs);
    int[] dims = Arrays.copyOf(input.dims(), input.rank() + 1);
    dims[input.rank()] = size;
    return Shape.of(dims);
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
      return () -> indexing.gatherRows(table, rows, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor tableGradient = site.parameterGradient("weight");
    return Step.of(
        () -> indexing.gatherRows(table, rows, y),
        () -> {
          arithmetic.fill(0, tableGradient);
          indexing.addRows(yGradient, rows, padding, tableGradient);
        });
  }
}
