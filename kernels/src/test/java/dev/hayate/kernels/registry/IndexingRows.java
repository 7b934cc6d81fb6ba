package dev.hayate.kernels.registry;

import java.util.List;

/** Rows by number: copies. */
final class IndexingRows {
  private static final Values ANY =
      Values.sprinkled(Values.magnitudes(-40, 40), 5, Float.NaN, -0f, Float.NEGATIVE_INFINITY);

  private IndexingRows() {}

  static List<Operation> rows() {
    return List.of(
            rows(Operation.named("gather", "mnk").in("table", "kn", ANY)).out("y", "mn"),
            rows(Operation.named("gather of integers", "mnk").ints("table", "kn", 'k'))
                .outInts("y", "mn"))
        .stream()
        .map(
            row ->
                row.where(dims -> dims[0] == 0 || dims[2] > 0)
                    .calls((backend, t) -> backend.indexing().gatherRows(t[0], t[1], t[2]))
                    .gives(IndexingRows::define))
        .toList();
  }

  private static Operation.Builder rows(Operation.Builder row) {
    return row.ints("rows", "1m", 'k');
  }

  private static void define(int[] dims, double[][] before, Expectation[] after) {
    int cols = dims[1];
    for (int i = 0; i < dims[0]; i++) {
      for (int j = 0; j < cols; j++) {
        after[2].exactly(i * cols + j, before[0][((int) before[1][i]) * cols + j]);
      }
    }
  }
}
