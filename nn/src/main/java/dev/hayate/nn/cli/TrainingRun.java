package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.AtomicFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.metric.ConfusionMatrix;
import dev.hayate.nn.metric.Regression;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.report.TrainingReport;
import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One run of {@code hayate train}. */
final class TrainingRun {
  private static final int INTERRUPTED = 130;

  private final TrainCommand options;
  private final Job job;
  private final Arena arena;
  private final int batch;
  private final int epochs;

  TrainingRun(TrainCommand options, Job job, Arena arena) {
    this.options = options;
    this.job = job;
    this.arena = arena;
    int wanted = options.batch == null ? job.defaults().batch() : options.batch;
    this.batch = Math.min(wanted, Math.max(1, job.train().size()));
    this.epochs = options.epochs == null ? job.defaults().epochs() : options.epochs;
  }

  int call() throws IOException {
    job.notes().forEach(note -> System.out.println("note: " + note));
    Model model = model();
    Parameters parameters = model.initialize(arena, options.seed);
    Snapshot snapshot = new Snapshot(parameters, options.save, metadata(), arena);
    try (Trainer trainer =
        model
            .trainer(parameters)
            .loss(loss())
            .optimizer(optimizer())
            .batch(batch)
            .threads(options.threads)
            .seed(options.seed)
            .backend(options.backend)
            .open()) {
      System.out.printf(
          Locale.ROOT,
          "%s: %,d rows to learn from, %,d parameters, backend %s%n",
          job.name(),
          job.train().size(),
          model.parameterCount(),
          trainer.backend());
      History history;
      try (Interrupt interrupt = Interrupt.stopping(trainer);
          Watch watch = Watch.of(options.tensorboard, trainer, loss(), job.train())) {
        FitListener listener = watch.and(new ProgressLine(epochs, snapshot::take));
        history = trainer.fit(job.train(), job.validation(), epochs, listener);
        snapshot.write();
        if (!history.completed()) {
          System.err.println(
              "hayate: train: interrupted after "
                  + history.epochs().size()
                  + " whole epochs"
                  + (options.save == null ? "" : "; saved in " + options.save));
          interrupt.finished();
          return INTERRUPTED;
        }
      }
      finish(trainer, history);
    }
    return 0;
  }

  private Model model() {
    Sequential chain = Model.sequential(job.train().features().cols());
    List<Integer> hidden = options.hidden == null ? job.defaults().hidden() : options.hidden;
    for (int size : hidden) {
      if (size > 0) {
        chain.linear(size);
        if (!options.activation.equals("none")) {
          chain.activation(ActivationCatalog.named(options.activation));
        }
      }
    }
    return chain.linear(job.outputs()).build();
  }

  private Loss loss() {
    return job.isClassification() ? Loss.crossEntropy() : Loss.meanSquaredError();
  }

  private Optimizer optimizer() {
    double rate = options.rate == null ? job.defaults().rate() : options.rate;
    double decay = options.weightDecay == null ? job.defaults().weightDecay() : options.weightDecay;
    return options.optimizer.equals("adam")
        ? Adam.of(rate).weightDecay(decay)
        : Sgd.of(rate).momentum(options.momentum).weightDecay(decay);
  }

  private Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Encoding.METADATA_KEY, job.encoding().toJson());
    texts.put("hayate.job", job.name());
    texts.put("hayate.seed", Long.toString(options.seed));
    return texts;
  }

  private void finish(Trainer trainer, History history) throws IOException {
    History.Epoch last = history.epochs().getLast();
    Evaluation test = trainer.evaluate(job.test());
    Tensor outputs = outputs(trainer, job.test());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("job", job.name());
    result.put("train_loss", last.loss());
    result.put("validation_loss", last.validation().loss());
    result.put("test_loss", test.loss());
    if (job.isClassification()) {
      double accuracy = new ConfusionMatrix(outputs, job.test().targets()).accuracy();
      result.put("test_accuracy", accuracy);
      System.out.printf(
          Locale.ROOT, "test: loss %.4f, accuracy %.2f%%%n", test.loss(), 100 * accuracy);
    } else {
      Tensor truth = restored(job.test().targets());
      Regression regression = Regression.of(restored(outputs), truth);
      result.put("test_mae", regression.mae());
      result.put("test_r2", regression.r2());
      System.out.printf(
          Locale.ROOT,
          "test: mean absolute error %.4g, R2 %.4f%n",
          regression.mae(),
          regression.r2());
    }
    result.put("epochs", history.epochs().size());
    result.put("steps", history.steps());
    result.put("seconds", history.seconds());
    result.put("samples_per_second", last.samplesPerSecond());
    result.put("parameters", trainer.model().parameterCount());
    result.put("seed", options.seed);
    result.put("backend", trainer.backend());
    if (options.json != null) {
      AtomicFile.writeText(options.json, Json.write(result) + "\n");
    }
    if (options.report != null) {
      AtomicFile.writeText(options.report, report(trainer, history, result, outputs));
    }
  }

  private String report(
      Trainer trainer, History history, Map<String, Object> result, Tensor outputs) {
    TrainingReport report = new TrainingReport("hayate train " + job.name());
    report.table("Result", result);
    report.curves(history);
    if (job.isClassification()) {
      if (job.train().features().cols() == 2) {
        report.boundary(trainer.model(), trainer.parameters(), job.train());
      }
      report.confusion(new ConfusionMatrix(outputs, job.test().targets()), job.test().labels());
    } else {
      report.predictions(restored(outputs), restored(job.test().targets()));
    }
    try (LayerProbe probe = new LayerProbe(trainer.model(), loss(), job.train(), Watch.ROWS)) {
      report.layers(probe.read(trainer.parameters()));
    }
    return report.html();
  }

  private Tensor outputs(Trainer trainer, Dataset data) {
    Tensor outputs = Tensor.allocate(arena, DType.F32, Shape.of(data.size(), job.outputs()));
    Scoring.run(trainer.model(), trainer.parameters(), options.backend, data.features(), outputs);
    return outputs;
  }

  private Tensor restored(Tensor values) {
    Tensor copy = Tensor.of(arena, values.shape(), values.toFloats());
    if (job.encoding().target() instanceof Target.Quantity quantity) {
      for (int row = 0; row < copy.rows(); row++) {
        copy.set(row, 0, (float) quantity.restore(copy.get(row, 0)));
      }
    }
    return copy;
  }
}
