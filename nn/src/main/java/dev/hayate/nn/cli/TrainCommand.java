package dev.hayate.nn.cli;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.train.EarlyStopping;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hayate train}: the options; {@link TrainingRun} and {@link CrossValidation} do the work.
 */
@Command(
    name = "train",
    description = "Trains a multilayer perceptron and says how good it is on rows it has not seen.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples: hayate train spiral --report spiral.html",
      "          hayate train mnist --data DIR --hidden 256,128 --epochs 5 --save"
          + " mnist.safetensors",
      "          hayate train titanic.csv --target Survived --folds 5",
      "          hayate train mnist --data DIR --batch-norm --dropout 0.3 --schedule one-cycle"
          + " --checkpoint run.safetensors --resume"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "JOB", description = "spiral, rent, mnist, fashion or FILE.csv")
  String job = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of mnist's or fashion's files")
  @Nullable Path data;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "the CSV column to predict (by its name or kind, which is said)")
  String target = "";

  @ArgGroup(validate = false, heading = "%nThe network:%n")
  NetworkOptions network = new NetworkOptions();

  @ArgGroup(validate = false, heading = "%nFirst values:%n")
  InitOptions init = new InitOptions();

  @ArgGroup(validate = false, heading = "%nWhat is made small:%n")
  LossOptions loss = new LossOptions();

  @ArgGroup(validate = false, heading = "%nHow parameters follow gradients:%n")
  OptimizerOptions optimizer = new OptimizerOptions();

  @ArgGroup(validate = false, heading = "%nThe learning rate in time:%n")
  ScheduleOptions schedule = new ScheduleOptions();

  @ArgGroup(validate = false, heading = "%nGoing on later:%n")
  CheckpointOptions checkpoint = new CheckpointOptions();

  @ArgGroup(validate = false, heading = "%nData larger than memory:%n")
  StreamOptions stream = new StreamOptions();

  @Option(names = "--batch", paramLabel = "N", description = "samples a step (by job)")
  @Nullable Integer batch;

  @Option(names = "--epochs", paramLabel = "N", description = "passes over the data (by job)")
  @Nullable Integer epochs;

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      description =
          "end after N epochs whose validation loss was no better, and put the best back; settings"
              + " as in 5:margin=0.001,restore=false (never)")
  String earlyStopping = "";

  @Option(names = "--balanced", description = "draw rows so that all classes are as frequent")
  boolean balanced;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "cross-validation: train K times, each time tested on another Kth of the rows")
  int folds;

  @Option(names = "--seed", paramLabel = "N", description = "of everything random (0)")
  long seed;

  @Option(names = "--threads", paramLabel = "N", description = "for large operations (1)")
  int threads = 1;

  @Option(
      names = "--validation",
      paramLabel = "X",
      description = "share of the rows to watch each epoch (0; 0.1 for tables)")
  double validation = -1;

  @Option(names = "--backend", paramLabel = "NAME", description = "see hayate doctor (the best)")
  String backend = "";

  @Option(
      names = "--describe",
      paramLabel = "FILE.json",
      description = "only write the network's description, for --model")
  @Nullable Path describe;

  @Option(names = "--save", paramLabel = "FILE.safetensors", description = "write the model")
  @Nullable Path save;

  @Option(names = "--report", paramLabel = "FILE.html", description = "write a page with curves")
  @Nullable Path report;

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "write curves and histograms of all layers for TensorBoard")
  @Nullable Path tensorboard;

  @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON")
  @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    try {
      check();
    } catch (IllegalArgumentException e) {
      if (spec == null) {
        throw e;
      }
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    settle();
    if (folds > 0) {
      return new CrossValidation(this).call();
    }
    try (Arena arena = Arena.ofShared()) {
      return new TrainingRun(this, Job.load(this, arena), arena).call();
    }
  }

  /** Takes what is usual for a job where nothing was given. */
  void settle() {
    if (validation == -1) {
      validation = usualValidation();
    }
  }

  /**
   * Refuses settings that are out of range.
   *
   * @throws IllegalArgumentException if one is
   */
  void check() {
    Checks.that(threads >= 1, "--threads", threads, "1 or more");
    Checks.that(batch == null || batch >= 1, "--batch", batch, "1 or more");
    Checks.that(epochs == null || epochs >= 1, "--epochs", epochs, "1 or more");
    Checks.that(
        validation == -1 || (validation >= 0 && validation <= 0.7),
        "--validation",
        validation,
        "from 0 to 0.7");
    Checks.that(target.isEmpty() || isFile(), "--target", job, "a CSV file");
    Checks.that(data == null || isImages(), "--data", job, "mnist or fashion with it");
    Checks.that(folds == 0 || folds >= 2, "--folds", folds, "2 or more");
    Checks.that(
        folds == 0 || (save == null && report == null && checkpoint.file == null),
        "--folds",
        "--save, --report or --checkpoint too",
        "none of them, as there is a model for each fold");
    stream.check();
    Checks.that(
        !stream.stream || isImages() || isFile(), "--stream", job, "mnist, fashion or a CSV file");
    Checks.that(!stream.stream || folds == 0, "--stream", "--folds too", "no --folds");
    network.check();
    init.check();
    loss.check();
    optimizer.check();
    schedule.check();
    checkpoint.check();
    Checks.made("--early-stopping", earlyStopping, this::stopping);
  }

  /** Whether the job is a file's name. */
  boolean isFile() {
    return isTable() && !job.equals("rent");
  }

  private boolean isTable() {
    return !job.equals("spiral") && !isImages();
  }

  private boolean isImages() {
    return job.equals("mnist") || job.equals("fashion");
  }

  /** Folds are tested on rows of their own: others are only held back for who looks at them. */
  private double usualValidation() {
    boolean needed = folds == 0 || !earlyStopping.isEmpty() || schedule.isPlateau();
    return isTable() && needed ? 0.1 : 0;
  }

  /**
   * When the run ends early.
   *
   * @throws IllegalArgumentException if the option is malformed
   */
  Optional<EarlyStopping> stopping() {
    if (earlyStopping.isEmpty()) {
      return Optional.empty();
    }
    String patience = earlyStopping.replaceFirst("(?s):.*", "");
    Checks.that(
        patience.matches("[1-9][0-9]{0,8}"), "--early-stopping", patience, "1 epoch or more");
    Attributes settings =
        Choice.of("--early-stopping", earlyStopping, List.of(patience), "")
            .over(NONE.with("margin", 0.0).with("restore", true));
    return Optional.of(
        new EarlyStopping(
            Integer.parseInt(patience), settings.number("margin"), settings.flag("restore")));
  }
}
