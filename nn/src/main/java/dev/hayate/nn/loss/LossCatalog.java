package dev.hayate.nn.loss;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.AbsoluteError;
import dev.hayate.kernels.loss.BinaryCrossEntropy;
import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.GaussianLikelihood;
import dev.hayate.kernels.loss.Hinge;
import dev.hayate.kernels.loss.HingeEmbedding;
import dev.hayate.kernels.loss.Huber;
import dev.hayate.kernels.loss.KlDivergence;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.MultiLabelMargin;
import dev.hayate.kernels.loss.MultiLabelSoftMargin;
import dev.hayate.kernels.loss.MultiMargin;
import dev.hayate.kernels.loss.PoissonLikelihood;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;
import dev.hayate.kernels.loss.SmoothL1;
import dev.hayate.kernels.loss.SoftMargin;
import dev.hayate.kernels.loss.SquaredError;
import dev.hayate.nn.layer.Attributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The losses that a command line or a checkpoint can name: one line each. Settings have PyTorch's
 * names and defaults; {@code reduction} is {@code mean}, {@code sum} or {@code batchmean}.
 */
public final class LossCatalog {
  /** Makes a loss of its settings. */
  private interface Maker {
    Loss make(Attributes settings, Weights weights, Weights positive, Reduction reduction);
  }

  private record Entry(Attributes usual, Maker maker) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add(
        "CrossEntropyLoss",
        NONE.with("label_smoothing", 0.0).with("ignore_index", CrossEntropy.NOTHING),
        (s, w, p, r) ->
            new CrossEntropy(
                new ClassCrossEntropy(w, s.number("label_smoothing"), s.integer("ignore_index")),
                r));
    add(
        "CrossEntropyLossOnProbabilities",
        NONE.with("label_smoothing", 0.0),
        (s, w, p, r) ->
            new Rowwise(
                "CrossEntropyLossOnProbabilities",
                new ProbabilityCrossEntropy(w, s.number("label_smoothing")),
                r));
    add(
        "NLLLoss",
        NONE.with("ignore_index", CrossEntropy.USUALLY_IGNORED),
        (s, w, p, r) ->
            new Rowwise("NLLLoss", new ClassLikelihood(w, s.integer("ignore_index")), r));
    add(
        "MultiMarginLoss",
        NONE.with("p", 1L).with("margin", 1.0),
        (s, w, p, r) ->
            new Rowwise(
                "MultiMarginLoss", new MultiMargin(s.integer("p"), s.number("margin"), w), r));
    add(
        "MultiLabelMarginLoss",
        NONE,
        (s, w, p, r) -> new Rowwise("MultiLabelMarginLoss", new MultiLabelMargin(), r));
    add(
        "GaussianNLLLoss",
        NONE.with("full", false).with("eps", 1e-6),
        (s, w, p, r) ->
            new Rowwise(
                "GaussianNLLLoss", new GaussianLikelihood(s.flag("full"), s.number("eps")), r));
    add("MSELoss", NONE, (s, w, p, r) -> new Pointwise("MSELoss", new SquaredError(), r, w));
    add("L1Loss", NONE, (s, w, p, r) -> new Pointwise("L1Loss", new AbsoluteError(), r, w));
    add(
        "HuberLoss",
        NONE.with("delta", 1.0),
        (s, w, p, r) -> new Pointwise("HuberLoss", new Huber(s.number("delta")), r, w));
    add(
        "SmoothL1Loss",
        NONE.with("beta", 1.0),
        (s, w, p, r) -> new Pointwise("SmoothL1Loss", new SmoothL1(s.number("beta")), r, w));
    add("BCELoss", NONE, (s, w, p, r) -> new Pointwise("BCELoss", new BinaryCrossEntropy(), r, w));
    add(
        "BCEWithLogitsLoss",
        NONE,
        (s, w, p, r) -> new Pointwise("BCEWithLogitsLoss", new LogitCrossEntropy(p), r, w));
    add(
        "MultiLabelSoftMarginLoss",
        NONE,
        (s, w, p, r) -> new Rowwise("MultiLabelSoftMarginLoss", new MultiLabelSoftMargin(w), r));
    add(
        "KLDivLoss",
        NONE.with("log_target", false),
        (s, w, p, r) -> new Pointwise("KLDivLoss", new KlDivergence(s.flag("log_target")), r, w));
    add(
        "PoissonNLLLoss",
        NONE.with("log_input", true).with("full", false).with("eps", 1e-8),
        (s, w, p, r) ->
            new Pointwise(
                "PoissonNLLLoss",
                new PoissonLikelihood(s.flag("log_input"), s.flag("full"), s.number("eps")),
                r,
                w));
    add(
        "SoftMarginLoss",
        NONE,
        (s, w, p, r) -> new Pointwise("SoftMarginLoss", new SoftMargin(), r, w));
    add(
        "HingeEmbeddingLoss",
        NONE.with("margin", 1.0),
        (s, w, p, r) ->
            new Pointwise("HingeEmbeddingLoss", new HingeEmbedding(s.number("margin")), r, w));
    add("HingeLoss", NONE, (s, w, p, r) -> new Pointwise("HingeLoss", new Hinge(1), r, w));
    add(
        "SquaredHingeLoss",
        NONE,
        (s, w, p, r) -> new Pointwise("SquaredHingeLoss", new Hinge(2), r, w));
  }

  private LossCatalog() {}

  private static void add(String type, Attributes usual, Maker maker) {
    ENTRIES.put(type, new Entry(usual.with("reduction", "mean"), maker));
  }

  private static Entry entry(String type) {
    Entry entry = ENTRIES.get(type);
    if (entry == null) {
      throw new IllegalArgumentException(
          "loss " + type + ": expected one of " + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }

  /** The names of all losses, as in {@code MSELoss}. */
  public static List<String> types() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * All settings of a loss, as they usually are.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Attributes usual(String type) {
    return entry(type).usual;
  }

  /**
   * The loss of a name with its usual settings.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Loss named(String type) {
    return read(type, NONE, Weights.NONE, Weights.NONE);
  }

  /**
   * The loss of a name.
   *
   * @param settings those that are not the usual ones
   * @param weights a factor for each class or column
   * @param positive PyTorch's {@code pos_weight}
   * @throws IllegalArgumentException if there is none of that name or a setting is out of range
   */
  public static Loss read(String type, Attributes settings, Weights weights, Weights positive) {
    Entry entry = entry(type);
    Attributes all = entry.usual.and(settings);
    Reduction reduction =
        switch (all.text("reduction").toLowerCase(Locale.ROOT)) {
          case "mean" -> Reduction.MEAN;
          case "sum" -> Reduction.SUM;
          case "batchmean" -> Reduction.BATCH_MEAN;
          default ->
              throw new IllegalArgumentException(
                  type + ": reduction is " + all.text("reduction") + ": expected mean or sum");
        };
    return entry.maker.make(all, weights, positive, reduction);
  }
}
