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
    double loss = 0;
    long correct = 0;
    for (int from = 0; from < order.length; from += plan.largestBatch()) {
      Batch batch = batch(Math.min(plan.largestBatch(), order.length - from));
      batch.gather(data, order, from);
      batch.evaluate();
      loss += batch.loss() * batch.size();
      correct += batch.correct();
    }
    double samples = data.size();
    return new Evaluation(
        loss / samples, correct < 0 ? Double.NaN : correct / samples, data.size());
  }

  private Batch batch(int size) {
    if (batches[size] == null) {
      batches[size] = new Batch(plan, backend, losses, arena, size);
    }
    return batches[size];
  }
}
