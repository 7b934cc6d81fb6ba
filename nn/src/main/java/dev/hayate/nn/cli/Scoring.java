package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.predict.Predictor;

/** Scores any number of rows, a batch at a time. */
final class Scoring {
  private static final int BATCH = 256;

  private Scoring() {}

  static void run(
      Model model, Parameters parameters, String backend, Tensor features, Tensor outputs) {
    try (Predictor predictor = model.predictor(parameters).batch(BATCH).backend(backend).open()) {
      for (int from = 0; from < features.rows(); from += BATCH) {
        int count = Math.min(BATCH, features.rows() - from);
        predictor.predict(features.rows(from, count), outputs.rows(from, count));
      }
    }
  }
}
