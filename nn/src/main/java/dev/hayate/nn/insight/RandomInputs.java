package dev.hayate.nn.insight;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Something to put into a model that comes without data. */
public final class RandomInputs {
  /** Apart from the streams that are numbered by outputs or parameters. */
  private static final long STREAM = 1_000_000;

  private RandomInputs() {}

  /**
   * A batch for each input: normally distributed numbers, and for indices rows that the tables
   * have.
   *
   * @param arena owns the tensors
   */
  public static List<Tensor> of(Model model, int batch, long seed, Arena arena) {
    List<Tensor> inputs = new ArrayList<>();
    try (Backend backend = Backends.open()) {
      for (int i = 0; i < model.inputs().size(); i++) {
        Node node = model.inputs().get(i);
        Shape shape = node.shape().batched(batch);
        Tensor input = Tensor.allocate(arena, node.layer().outputType(), shape);
        long stream = RandomStream.INSIGHT.at(STREAM + i);
        if (input.type() == DType.F32) {
          backend.random().normal(seed, stream, 0, 1, input);
        } else {
          int count = rows(model, model.nodes().indexOf(node));
          for (int at = 0; at < input.size(); at++) {
            int row = Philox.below(count, seed, stream, at);
            input.setInt(at / input.cols(), at % input.cols(), row);
          }
        }
        inputs.add(input);
      }
    }
    return inputs;
  }

  private static int rows(Model model, int input) {
    int rows = Integer.MAX_VALUE;
    for (Node node : model.nodes()) {
      if (node.inputs().contains(input)) {
        rows =
            switch (node.layer()) {
              case Embedding table -> Math.min(rows, table.count());
              case EmbeddingBag table -> Math.min(rows, table.count());
              default -> rows;
            };
      }
    }
    return rows == Integer.MAX_VALUE ? 1 : rows;
  }
}
