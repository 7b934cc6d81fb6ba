package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.List;

/** Runs a model forward over whole data sets while its parameters are being trained. */
final class Evaluator {
  private final Plan plan;
  private final Backend backend;
  private final List<Loss> losses;
  private final Arena arena;
  private final Batch[] batches;

  Evaluator(Plan plan, Backend backend, List<Loss> losses, Arena arena) {
    this.plan = plan;
    this.backend = backend;
    this.losses = losses;
    this.arena = arena;
    this.batches = new Batch[plan.largestBatch() + 1];
  }

  Evaluation evaluate(Dataset data) {
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Sums sums = new Sums();
    for (int from = 0; from < order.length; from += plan.largestBatch()) {
      Batch batch = batch(Math.min(plan.largestBatch(), order.length - from));
      batch.gather(data, order, from);
      sums.add(batch);
    }
    return sums.evaluation(data.size());
  }

  /** Evaluates rows that a loader reads. */
  Evaluation evaluate(int size, Loader loader) {
    Sums sums = new Sums();
    for (int from = 0; from < size; from += plan.largestBatch()) {
      Slot slot = loader.take();
      if (slot == null) {
        throw new IllegalStateException("evaluate: interrupted after " + from + " rows");
      }
      Batch batch = batch(slot.count());
      batch.upload(slot.features(), slot.targets());
      loader.release();
      sums.add(batch);
    }
    return sums.evaluation(size);
  }

  /** What was found so far. */
  private static final class Sums {
    private double loss;
    private long correct;

    void add(Batch batch) {
      batch.evaluate();
      loss += batch.loss() * batch.size();
      correct += batch.correct();
    }

    Evaluation evaluation(int rows) {
      double samples = rows;
      return new Evaluation(loss / samples, correct < 0 ? Double.NaN : correct / samples, rows);
    }
  }

  private Batch batch(int size) {
    if (batches[size] == null) {
      batches[size] = new Batch(plan, backend, losses, arena, size);
    }
    return batches[size];
  }
}
