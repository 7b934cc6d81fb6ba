package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.predict.Predictor;
import java.lang.foreign.Arena;

/** Scores any number of rows, a batch at a time, and says what outputs mean. */
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

  /**
   * What a model says of rows: for classes the probability of each, for a quantity its value in the
   * target's own unit.
   *
   * @param arena owns the result
   */
  static Tensor answers(
      Parameters parameters, Target target, String backend, Tensor features, Arena arena) {
    Model model = parameters.model();
    int cols = model.outputShape(0).cols();
    Tensor outputs = Tensor.allocate(arena, DType.F32, Shape.of(features.rows(), cols));
    run(model, parameters, backend, features, outputs);
    return switch (target) {
      case Target.Classes classes -> probabilities(model, outputs, arena);
      case Target.Quantity quantity -> {
        for (int row = 0; row < outputs.rows(); row++) {
          outputs.set(row, 0, (float) quantity.restore(outputs.get(row, 0)));
        }
        yield outputs;
      }
    };
  }

  /**
   * Outputs as probabilities: a single output is the second class's logit, several are logits or
   * logarithms of probabilities, unless the model ends with softmax itself.
   */
  private static Tensor probabilities(Model model, Tensor outputs, Arena arena) {
    boolean done = model.nodes().get(model.outputs().getFirst().node()).layer() instanceof Softmax;
    if (done) {
      return outputs;
    }
    int cols = outputs.cols();
    Tensor logits = outputs;
    if (cols == 1) {
      logits = Tensor.allocate(arena, outputs.rows(), 2);
      for (int row = 0; row < outputs.rows(); row++) {
        logits.set(row, 1, outputs.get(row, 0));
      }
    }
    Model softmax = Model.sequential(logits.cols()).layer(new Softmax()).build();
    Tensor shares = Tensor.allocate(arena, DType.F32, logits.shape());
    run(softmax, softmax.initialize(arena, 0), "", logits, shares);
    return shares;
  }

  /** The quantities that a data set's targets mean, or its classes as they are. */
  static Tensor truth(Tensor targets, Encoding encoding, Arena arena) {
    if (!(encoding.target() instanceof Target.Quantity quantity)) {
      return targets;
    }
    Tensor values = Tensor.of(arena, targets.shape(), targets.toFloats());
    for (int row = 0; row < values.rows(); row++) {
      values.set(row, 0, (float) quantity.restore(values.get(row, 0)));
    }
    return values;
  }

  /** All measures of a model's answers to rows of a job. */
  static Scores scores(
      Parameters parameters, Encoding encoding, String backend, Dataset data, Arena arena) {
    Tensor truth = truth(data.targets(), encoding, arena);
    Dataset plain = new Dataset(data.features(), truth);
    return measured(parameters, encoding.target(), backend, plain, arena);
  }

  /**
   * All measures of a model's answers.
   *
   * @param data with quantities in their own unit
   */
  static Scores measured(
      Parameters parameters, Target target, String backend, Dataset data, Arena arena) {
    Tensor answers = answers(parameters, target, backend, data.features(), arena);
    return target instanceof Target.Classes classes
        ? Scores.ofClasses(answers, data.targets(), classes.labels())
        : Scores.ofQuantity(answers, data.targets());
  }
}
