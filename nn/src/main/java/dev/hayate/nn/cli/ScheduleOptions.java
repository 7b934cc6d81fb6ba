package dev.hayate.nn.cli;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.schedule.ConstantFactor;
import dev.hayate.nn.schedule.Cosine;
import dev.hayate.nn.schedule.CosineRestarts;
import dev.hayate.nn.schedule.Exponential;
import dev.hayate.nn.schedule.Linear;
import dev.hayate.nn.schedule.MultiStep;
import dev.hayate.nn.schedule.OneCycle;
import dev.hayate.nn.schedule.Plateau;
import dev.hayate.nn.schedule.Polynomial;
import dev.hayate.nn.schedule.Schedule;
import dev.hayate.nn.schedule.StepDecay;
import dev.hayate.nn.train.TrainerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * How the learning rate changes. On the command line times are counted in epochs, of which there
 * may be parts; a trainer counts in updates.
 */
final class ScheduleOptions {
  private static final String CONSTANT = "constant";
  private static final String PLATEAU = "plateau";

  /** Makes a schedule of its settings. */
  private interface Maker {
    Schedule make(Attributes settings, Run run);
  }

  /** What a schedule may have to know of a run. */
  private record Run(double rate, long updates, double updatesPerEpoch) {
    long updates(double epochs) {
      Checks.that(epochs > 0 && epochs < 1e9, "--schedule", epochs, "epochs above 0");
      return Math.max(1, Math.round(epochs * updatesPerEpoch));
    }
  }

  private record Entry(Attributes usual, Maker maker) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    ENTRIES.put(CONSTANT, new Entry(NONE, (s, run) -> Schedule.constant()));
    ENTRIES.put(
        "constant-factor",
        new Entry(
            NONE.with("factor", 1.0 / 3).with("epochs", 5.0),
            (s, run) -> new ConstantFactor(s.number("factor"), run.updates(s.number("epochs")))));
    ENTRIES.put(
        "linear",
        new Entry(
            NONE.with("from", 1.0).with("to", 0.0),
            (s, run) -> new Linear(s.number("from"), s.number("to"), run.updates())));
    ENTRIES.put(
        "step",
        new Entry(
            NONE.with("every", 10.0).with("factor", 0.1),
            (s, run) -> new StepDecay(run.updates(s.number("every")), s.number("factor"))));
    ENTRIES.put(
        "multi-step",
        new Entry(
            NONE.with("at", Shape.of(10)).with("factor", 0.1),
            (s, run) -> new MultiStep(times(s, run), s.number("factor"))));
    ENTRIES.put(
        "exponential",
        new Entry(
            NONE.with("factor", 0.95),
            (s, run) -> new Exponential(Math.pow(s.number("factor"), 1 / run.updatesPerEpoch()))));
    ENTRIES.put(
        "polynomial",
        new Entry(
            NONE.with("power", 1.0), (s, run) -> new Polynomial(run.updates(), s.number("power"))));
    ENTRIES.put(
        "cosine",
        new Entry(
            NONE.with("least", 0.0), (s, run) -> new Cosine(run.updates(), s.number("least"))));
    ENTRIES.put(
        "cosine-restarts",
        new Entry(
            NONE.with("first", 10.0).with("growth", 1L).with("least", 0.0),
            (s, run) ->
                new CosineRestarts(
                    run.updates(s.number("first")), s.integer("growth"), s.number("least"))));
    ENTRIES.put(
        "one-cycle",
        new Entry(
            NONE.with("rising", 0.3)
                .with("first_divisor", 25.0)
                .with("last_divisor", 1e4)
                .with("linear", false)
                .with("three_phases", false),
            (s, run) ->
                new OneCycle(
                    run.rate(),
                    Math.max(2, run.updates()),
                    s.number("rising"),
                    s.number("first_divisor"),
                    s.number("last_divisor"),
                    s.flag("linear"),
                    s.flag("three_phases"))));
    ENTRIES.put(
        PLATEAU,
        new Entry(
            NONE.with("factor", 0.1)
                .with("patience", 10L)
                .with("threshold", 1e-4)
                .with("cooldown", 0L)
                .with("least", 0.0),
            (s, run) -> Schedule.constant()));
  }

  private static List<Long> times(Attributes settings, Run run) {
    List<Long> times = new ArrayList<>();
    for (int epochs : settings.shape("at").dims()) {
      times.add(run.updates(epochs));
    }
    return times;
  }

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "how the learning rate changes: constant, constant-factor, linear, step,"
              + " multi-step:at=5/8, exponential, polynomial, cosine, cosine-restarts, one-cycle or"
              + " plateau, with settings as in step:every=3,factor=0.5; times are epochs"
              + " (by job)")
  String schedule = "";

  @Option(
      names = "--warmup",
      paramLabel = "EPOCHS",
      description = "epochs, or parts of one, in which the rate first grows (0)")
  double warmUp;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(warmUp >= 0 && warmUp < 1e6, "--warmup", warmUp, "0 or more");
    Checks.made("--schedule", schedule, this::example);
  }

  private Schedule example() {
    Choice choice = choice(CONSTANT);
    Attributes settings = settings(choice);
    if (choice.type().equals(PLATEAU)) {
      plateau(settings);
    }
    return entry(choice).maker().make(settings, new Run(1, 10, 1));
  }

  /** Whether the rate falls when the validation loss no longer does. */
  boolean isPlateau() {
    return choice(CONSTANT).type().equals(PLATEAU);
  }

  private Choice choice(String usual) {
    return Choice.of(
        "--schedule", schedule.isEmpty() ? usual : schedule, List.copyOf(ENTRIES.keySet()), "");
  }

  private static Entry entry(Choice choice) {
    Entry entry = ENTRIES.get(choice.type());
    if (entry == null) {
      throw new IllegalStateException("schedule " + choice.type());
    }
    return entry;
  }

  private static Attributes settings(Choice choice) {
    Attributes usual = entry(choice).usual();
    // A single number is a list of one.
    return choice.settings().values().get("at") instanceof Long one
        ? choice.over(usual).with("at", Shape.of(Math.toIntExact(one)))
        : choice.over(usual);
  }

  private static Plateau plateau(Attributes s) {
    return new Plateau(
        s.number("factor"),
        s.integer("patience"),
        s.number("threshold"),
        true,
        false,
        s.integer("cooldown"),
        s.number("least"));
  }

  /**
   * Gives a trainer the schedule; what was chosen, in words.
   *
   * @param usual the job's own schedule
   * @param rate the learning rate
   * @param updates how many there will be
   * @param updatesPerEpoch how many of them in each epoch
   */
  String apply(
      TrainerBuilder builder, String usual, double rate, long updates, double updatesPerEpoch) {
    Choice choice = choice(usual);
    Attributes settings = settings(choice);
    long warm = Math.round(warmUp * updatesPerEpoch);
    Run run = new Run(rate, Math.max(1, updates - warm), updatesPerEpoch);
    Schedule made = entry(choice).maker().make(settings, run);
    String words =
        (choice.type().equals(CONSTANT) || choice.type().equals(PLATEAU)
                ? choice.type()
                : made.toString())
            + " behind "
            + warm
            + " updates";
    if (choice.type().equals(PLATEAU)) {
      Plateau plateau = plateau(settings);
      builder.plateau(plateau);
      words = plateau + " " + words;
    }
    builder.schedule(warm > 0 ? made.warmedUp(warm) : made);
    return words;
  }
}
