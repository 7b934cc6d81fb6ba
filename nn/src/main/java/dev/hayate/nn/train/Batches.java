package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan and its losses at every batch size that came up, each made at its first batch. */
final class Batches {
  private final Plan plan;
  private final Backend backend;
  private final List<Loss> losses;
  private final Arena arena;
  private final @Nullable Batch[] made;

  Batches(Plan plan, Backend backend, List<Loss> losses, Arena arena) {
    this.plan = plan;
    this.backend = backend;
    this.losses = losses;
    this.arena = arena;
    this.made = new Batch[plan.largestBatch() + 1];
  }

  /** The largest batch. */
  int largest() {
    return plan.largestBatch();
  }

  /**
   * The batch of some samples.
   *
   * @throws IllegalArgumentException if they are too many
   */
  Batch of(int samples) {
    if (samples < 0 || samples > largest()) {
      throw new IllegalArgumentException(
          "step: " + samples + " samples: expected 1 to " + largest());
    }
    Batch batch = made[samples];
    if (batch == null) {
      batch = new Batch(plan, backend, losses, arena, samples);
      made[samples] = batch;
    }
    return batch;
  }

  /**
   * The batch for the samples of a tensor for the first input.
   *
   * @throws IllegalArgumentException if they are none, too many or not whole
   */
  Batch of(Tensor input) {
    Model model = plan.model();
    long size = model.inputShape(0).size();
    long n = size == 0 ? 0 : input.size() / size;
    if (n < 1 || n * size != input.size() || n > largest()) {
      throw new IllegalArgumentException(
          "step: the input is "
              + input.describe()
              + ": expected 1 to "
              + largest()
              + " samples of "
              + model.inputShape(0));
    }
    return of((int) n);
  }
}
