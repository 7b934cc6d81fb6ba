package dev.hayate.nn.train;

import dev.hayate.nn.schedule.Plateau;
import dev.hayate.nn.schedule.Schedule;
import java.util.Optional;

/** The learning rates of a run: a schedule, and a factor that falls on plateaus. */
final class Rates {
  private final Schedule schedule;
  private final boolean byEpoch;
  private final Optional<Plateau> plateau;
  private long epochs;
  private double factor = 1;
  private double best;
  private int worse;
  private int cooling;

  Rates(TrainerBuilder builder) {
    this.schedule = builder.schedule;
    this.byEpoch = builder.byEpoch;
    this.plateau = builder.plateau;
    boolean larger = plateau.isPresent() && plateau.get().larger();
    this.best = larger ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /** The rate of an optimizer's next update. */
  double of(double base, long updates) {
    double rate = schedule.rate(base, byEpoch ? epochs : updates);
    return factor == 1 ? rate : Math.max(rate * factor, least());
  }

  private double least() {
    return plateau.isPresent() ? plateau.get().least() : 0;
  }

  void epoch(long completed) {
    epochs = completed;
  }

  /** Takes a measure; a rate falls when too many were no better. */
  void observe(double measure) {
    if (plateau.isEmpty()) {
      return;
    }
    Plateau rule = plateau.get();
    if (rule.isBetter(measure, best)) {
      best = measure;
      worse = 0;
    } else {
      worse++;
    }
    if (cooling > 0) {
      cooling--;
      worse = 0;
    }
    if (worse > rule.patience()) {
      factor *= rule.factor();
      cooling = rule.cooldown();
      worse = 0;
    }
  }

  void save(TrainingState.Writer to) {
    to.number("rates.factor", factor);
    to.number("rates.best", best);
    to.count("rates.worse", worse);
    to.count("rates.cooling", cooling);
  }

  void restore(TrainingState from) {
    factor = from.number("rates.factor");
    best = from.number("rates.best");
    worse = (int) from.count("rates.worse");
    cooling = (int) from.count("rates.cooling");
  }
}
