package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.RowPass;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.CsvChunks;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    return meaning(model, target, outputs, arena);
  }

  /**
   * What a model says of the raw rows of a CSV file, which is read a batch at a time.
   *
   * @param arena owns the result
   * @throws IOException if the file is malformed or cannot be read
   */
  static Tensor answers(
      Parameters parameters, Encoding encoding, String backend, Path file, Arena arena)
      throws IOException {
    Model model = parameters.model();
    int cols = model.outputShape(0).cols();
    try (Arena own = Arena.ofConfined();
        CsvChunks chunks = CsvChunks.open(file);
        Predictor predictor = model.predictor(parameters).batch(BATCH).backend(backend).open()) {
      List<Tensor> pieces = new ArrayList<>();
      CsvTable rows;
      do {
        rows = chunks.next(BATCH, row -> true);
        try (Arena piece = Arena.ofConfined()) {
          Tensor features = encoding.encode(rows, piece);
          Tensor outputs = Tensor.allocate(own, rows.size(), cols);
          if (rows.size() > 0) {
            predictor.predict(features, outputs);
          }
          pieces.add(outputs);
        }
      } while (rows.size() == BATCH);
      Tensor outputs = Tensor.allocate(arena, Math.toIntExact(chunks.rows()), cols);
      int row = 0;
      for (Tensor piece : pieces) {
        outputs.rows(row, piece.rows()).segment().copyFrom(piece.segment());
        row += piece.rows();
      }
      return meaning(model, encoding.target(), outputs, arena);
    }
  }

  /**
   * Answers beside the truth.
   *
   * @param answers as {@link Scoring#answers} gives them
   * @param truth classes, or quantities in their own unit
   */
  record Answered(Tensor answers, Tensor truth) {
    /** All measures. */
    Scores scores(Target target) {
      return target instanceof Target.Classes classes
          ? Scores.ofClasses(answers, truth, classes.labels())
          : Scores.ofQuantity(answers, truth);
    }
  }

  /**
   * What a model says of rows of a job, which are read a batch at a time where they are not in
   * memory.
   *
   * @param arena owns the result
   */
  static Answered answered(
      Parameters parameters, Encoding encoding, String backend, Rows rows, Arena arena)
      throws IOException {
    if (rows instanceof Dataset data) {
      Tensor answers = answers(parameters, encoding.target(), backend, data.features(), arena);
      return new Answered(answers, truth(data.targets(), encoding, arena));
    }
    Model model = parameters.model();
    Tensor outputs = Tensor.allocate(arena, rows.size(), model.outputShape(0).cols());
    Tensor targets = Tensor.allocate(arena, rows.targetType(), Shape.of(rows.size(), 1));
    try (Arena own = Arena.ofConfined();
        RowPass pass = rows.pass();
        Predictor predictor = model.predictor(parameters).batch(BATCH).backend(backend).open()) {
      Tensor features = Tensor.allocate(own, BATCH, rows.featureCount());
      for (int from = 0; from < rows.size(); from += BATCH) {
        int count = Math.min(BATCH, rows.size() - from);
        Tensor batch = targets.rows(from, count);
        for (int i = 0; i < count; i++) {
          pass.next(features, batch, i);
        }
        predictor.predict(features.rows(0, count), outputs.rows(from, count));
      }
    }
    return new Answered(
        meaning(model, encoding.target(), outputs, arena), truth(targets, encoding, arena));
  }

  private static Tensor meaning(Model model, Target target, Tensor outputs, Arena arena) {
    return switch (target) {
      case Target.Classes classes -> probabilities(model, outputs, arena);
      case Target.Quantity quantity -> restored(quantity, outputs);
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
    return restored(quantity, Tensor.of(arena, targets.shape(), targets.toFloats()));
  }

  /** Standardised values as they are in the target's own unit, in their place. */
  static Tensor restored(Target.Quantity quantity, Tensor values) {
    for (int row = 0; row < values.rows(); row++) {
      values.set(row, 0, (float) quantity.restore(values.get(row, 0)));
    }
    return values;
  }

  /** All measures of a model's answers to rows of a job. */
  static Scores scores(
      Parameters parameters, Encoding encoding, String backend, Rows rows, Arena arena)
      throws IOException {
    return answered(parameters, encoding, backend, rows, arena).scores(encoding.target());
  }

  /**
   * All measures of a model's answers.
   *
   * @param data with quantities in their own unit
   */
  static Scores measured(
      Parameters parameters, Target target, String backend, Dataset data, Arena arena) {
    Tensor answers = answers(parameters, target, backend, data.features(), arena);
    return new Answered(answers, data.targets()).scores(target);
  }
}
