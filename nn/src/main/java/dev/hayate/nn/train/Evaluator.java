package dev.hayate.nn.train;

import dev.hayate.nn.data.Dataset;

/** Runs a model forward over whole data sets while its parameters are being trained. */
final class Evaluator {
  private final Batches batches;

  Evaluator(Batches batches) {
    this.batches = batches;
  }

  Evaluation evaluate(Dataset data) {
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Sums sums = new Sums();
    for (int from = 0; from < order.length; from += batches.largest()) {
      Batch batch = batches.of(Math.min(batches.largest(), order.length - from));
      batch.gather(data, order, from);
      sums.add(batch);
    }
    return sums.evaluation(data.size());
  }

  /** Evaluates rows that a loader reads. */
  Evaluation evaluate(int size, Loader loader) {
    Sums sums = new Sums();
    for (int from = 0; from < size; from += batches.largest()) {
      Slot slot = loader.take();
      if (slot == null) {
        throw new IllegalStateException("evaluate: interrupted after " + from + " rows");
      }
      Batch batch = batches.of(slot.count());
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
}
