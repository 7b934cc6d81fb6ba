package dev.hayate.nn.train;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Rows;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** A batch in memory that is filled again and again. */
final class Slot {
  private final Tensor features;
  private final Tensor read;
  private final Tensor targets;
  private final int[] rows;
  private final @Nullable Tensor[] featureViews;
  private final @Nullable Tensor[] targetViews;
  private int count;

  /**
   * Memory for a batch.
   *
   * @param type of the targets as the loss takes them: classes become float32 numbers for a loss of
   *     values
   */
  Slot(Rows source, DType type, int batch, Arena arena) {
    this.features = Tensor.allocate(arena, batch, source.featureCount());
    this.read = Tensor.allocate(arena, source.targetType(), Shape.of(batch, source.targetCount()));
    this.targets = type == read.type() ? read : Tensor.wrap(read.segment(), type, read.shape());
    this.rows = new int[batch];
    this.featureViews = new Tensor[batch + 1];
    this.targetViews = new Tensor[batch + 1];
  }

  /** Reads the next rows. */
  void fill(Draws draws, int wanted, int size) throws IOException {
    for (int i = 0; i < wanted; i++) {
      rows[i] = draws.next(features, read, i);
      if (rows[i] < 0) {
        throw changed(size);
      }
      if (targets != read) {
        targets.set(i, 0, read.getInt(i, 0));
      }
    }
    count = wanted;
    if (featureViews[count] == null) {
      featureViews[count] = features.rows(0, count);
      targetViews[count] = targets.rows(0, count);
    }
  }

  /** The rows are fewer than they were counted to be. */
  static IOException changed(int size) {
    return new IOException(
        "rows: expected " + size + " in each pass, found fewer: did a file change?");
  }

  Tensor features() {
    return view(featureViews);
  }

  Tensor targets() {
    return view(targetViews);
  }

  private Tensor view(@Nullable Tensor[] views) {
    Tensor view = views[count];
    if (view == null) {
      throw new IllegalStateException("slot: it was not filled");
    }
    return view;
  }

  /** The numbers of the rows; those of the batch stand first. */
  int[] rows() {
    return rows;
  }

  int count() {
    return count;
  }
}
