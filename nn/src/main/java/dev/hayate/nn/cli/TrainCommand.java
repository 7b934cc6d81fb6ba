package dev.hayate.nn.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayate train}: the options; {@link TrainingRun} does the work. */
@Command(
    name = "train",
    description = "Trains a multilayer perceptron and says how good it is on rows it has not seen.",
    mixinStandardHelpOptions = true,
    showDefaultValues = false,
    footer = {
      "",
      "Examples: hayate train spiral --report spiral.html",
      "          hayate train mnist --data DIR --hidden 256,128 --epochs 5 --save"
          + " mnist.safetensors",
      "          hayate train titanic.csv --target Survived --json result.json"
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
      description = "the CSV column to predict (target, label, class or y; else the last)")
  String target = "";

  @Option(
      names = "--hidden",
      paramLabel = "N,N",
      split = ",",
      description = "sizes of the hidden layers; 0 for none (by job)")
  @Nullable List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu, sigmoid, tanh or none (relu)")
  String activation = "relu";

  @Option(names = "--optimizer", paramLabel = "NAME", description = "adam or sgd (adam)")
  String optimizer = "adam";

  @Option(names = "--lr", paramLabel = "X", description = "learning rate (by job)")
  @Nullable Double rate;

  @Option(names = "--weight-decay", paramLabel = "X", description = "L2 penalty (by job)")
  @Nullable Double weightDecay;

  @Option(names = "--momentum", paramLabel = "X", description = "of sgd (0)")
  double momentum;

  @Option(names = "--batch", paramLabel = "N", description = "samples a step (by job)")
  @Nullable Integer batch;

  @Option(names = "--epochs", paramLabel = "N", description = "passes over the data (by job)")
  @Nullable Integer epochs;

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
    check(threads >= 1, "--threads", threads, "1 or more");
    check(batch == null || batch >= 1, "--batch", batch, "1 or more");
    check(epochs == null || epochs >= 1, "--epochs", epochs, "1 or more");
    check(rate == null || rate > 0, "--lr", rate, "more than 0");
    check(momentum >= 0 && momentum < 1, "--momentum", momentum, "from 0 to below 1");
    check(weightDecay == null || weightDecay >= 0, "--weight-decay", weightDecay, "0 or more");
    check(List.of("adam", "sgd").contains(optimizer), "--optimizer", optimizer, "adam or sgd");
    check(
        List.of("relu", "sigmoid", "tanh", "none").contains(activation),
        "--activation",
        activation,
        "relu, sigmoid, tanh or none");
    check(hidden == null || hidden.stream().allMatch(n -> n >= 0), "--hidden", hidden, "sizes");
    if (validation == -1) {
      validation = job.equals("rent") || job.endsWith(".csv") ? 0.1 : 0;
    }
    check(validation >= 0 && validation <= 0.7, "--validation", validation, "from 0 to 0.7");
    try (Arena arena = Arena.ofShared()) {
      return new TrainingRun(this, Job.load(this, arena), arena).call();
    }
  }

  private void check(boolean legal, String option, @Nullable Object found, String expected) {
    if (!legal && spec != null) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected " + expected + ", found " + found);
    }
  }
}
