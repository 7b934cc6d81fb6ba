package dev.hayate.nn.cli;

import dev.hayate.kernels.Weights;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.loss.LossCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What training makes small. */
final class LossOptions {
  /** Two classes told by one output: the second one's logit. */
  static final String BINARY = "BCEWithLogitsLoss";

  /** Takes logarithms of probabilities, which the network has to end with. */
  static final String LIKELIHOOD = "NLLLoss";

  private static final String USUAL_OF_CLASSES = "CrossEntropyLoss";
  private static final String USUAL_OF_QUANTITIES = "MSELoss";
  private static final List<String> OF_CLASSES =
      List.of(USUAL_OF_CLASSES, LIKELIHOOD, "MultiMarginLoss", BINARY);
  private static final List<String> OF_QUANTITIES =
      List.of(USUAL_OF_QUANTITIES, "L1Loss", "HuberLoss", "SmoothL1Loss");
  private static final String BALANCED = "balanced";

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "of classes: cross-entropy, nll, multi-margin, bce-with-logits (two classes); of a"
              + " quantity: mse, l1, huber, smooth-l1; with settings as in huber:delta=0.5"
              + " (cross-entropy, mse)")
  String loss = "";

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "share of each target that is spread over all classes (0)")
  double smoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "W,W",
      description =
          "a factor for each class in the order of its label, or balanced: rare ones weigh more"
              + " (none)")
  String classWeights = "";

  @Option(
      names = "--positive-weight",
      paramLabel = "X",
      description = "of bce-with-logits: a factor for the second class (1)")
  double positive = 1;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(
        smoothing >= 0 && smoothing < 1, "--label-smoothing", smoothing, "from 0 to below 1");
    Checks.that(
        positive > 0 && positive < Double.POSITIVE_INFINITY,
        "--positive-weight",
        positive,
        "more than 0");
    List<String> all = new ArrayList<>(OF_CLASSES);
    all.addAll(OF_QUANTITIES);
    Choice choice = loss.isEmpty() ? null : Choice.of("--loss", loss, all, "Loss");
    String type = choice == null ? USUAL_OF_CLASSES : choice.type();
    if (choice != null) {
      Checks.made(
          "--loss",
          loss,
          () ->
              LossCatalog.read(
                  type, choice.over(LossCatalog.usual(type)), Weights.NONE, Weights.NONE));
    }
    Checks.that(
        smoothing == 0 || type.equals(USUAL_OF_CLASSES),
        "--label-smoothing",
        smoothing + " with " + type,
        "cross-entropy with it");
    Checks.that(
        positive == 1 || type.equals(BINARY),
        "--positive-weight",
        positive + " with " + type,
        "bce-with-logits with it");
    Checks.that(
        classWeights.isEmpty() || (OF_CLASSES.contains(type) && !type.equals(BINARY)),
        "--class-weights",
        classWeights + " with " + type,
        "a loss of classes with them (bce-with-logits has --positive-weight)");
    if (!classWeights.isEmpty() && !classWeights.equals(BALANCED)) {
      given();
    }
  }

  private double[] given() {
    try {
      double[] given =
          Arrays.stream(classWeights.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      Checks.that(
          Arrays.stream(given).allMatch(w -> w >= 0 && w < Double.POSITIVE_INFINITY),
          "--class-weights",
          classWeights,
          "numbers of 0 or more");
      return given;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--class-weights: expected numbers or balanced, found " + classWeights, e);
    }
  }

  /** The name of the loss for classes or for a quantity. */
  String type(boolean classes) {
    return choice(classes).type();
  }

  private Choice choice(boolean classes) {
    List<String> legal = classes ? OF_CLASSES : OF_QUANTITIES;
    String usual = classes ? USUAL_OF_CLASSES : USUAL_OF_QUANTITIES;
    String what = "--loss for " + (classes ? "classes" : "a quantity");
    return Choice.of(what, loss.isEmpty() ? usual : loss, legal, "Loss");
  }

  /**
   * The loss for a job.
   *
   * @throws IllegalArgumentException if it is not for such a target
   * @throws IOException if the rows have to be read for it and cannot
   */
  Loss build(Job job) throws IOException {
    boolean classes = job.isClassification();
    Choice choice = choice(classes);
    Attributes settings = choice.settings();
    if (smoothing > 0) {
      settings = settings.with("label_smoothing", smoothing);
    }
    Checks.that(
        classes || (smoothing == 0 && classWeights.isEmpty()),
        "--label-smoothing, --class-weights",
        "a quantity",
        "a target of classes");
    int count = job.train().classCount();
    Checks.that(
        !choice.type().equals(BINARY) || count == 2, "--loss", count + " classes", "two classes");
    return LossCatalog.read(
        choice.type(), settings, weights(job), positive == 1 ? Weights.NONE : Weights.of(positive));
  }

  private Weights weights(Job job) throws IOException {
    if (classWeights.isEmpty()) {
      return Weights.NONE;
    }
    int classes = job.train().classCount();
    if (!classWeights.equals(BALANCED)) {
      double[] given = given();
      Checks.that(
          given.length == classes,
          "--class-weights",
          given.length + " numbers",
          classes + ", one for each of " + job.train().labels());
      return Weights.of(given);
    }
    int[] counts = job.train().classCounts();
    // As scikit-learn's "balanced": all classes together weigh as much as without.
    double[] weights = new double[classes];
    for (int i = 0; i < classes; i++) {
      weights[i] = counts[i] == 0 ? 0 : (double) job.train().size() / ((long) classes * counts[i]);
    }
    return Weights.of(weights);
  }

  /** What was chosen, in words. */
  String words(boolean classes) {
    return type(classes)
        + choice(classes).settings()
        + ", smoothing "
        + smoothing
        + ", class weights "
        + (classWeights.isEmpty() ? "none" : classWeights)
        + ", positive weight "
        + positive;
  }
}
