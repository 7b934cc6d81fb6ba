package dev.hayate.nn.train;

import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import java.util.Optional;

/** The best epoch so far, where a run may end early. */
final class BestEpoch {
  private final Optional<EarlyStopping> rule;
  private final Parameters parameters;
  private final Optional<Parameters> best;
  private double loss = Double.POSITIVE_INFINITY;
  private int worse;

  BestEpoch(Optional<EarlyStopping> rule, Parameters parameters, Arena arena) {
    this.rule = rule;
    this.parameters = parameters;
    this.best = rule.filter(EarlyStopping::restore).map(ignored -> parameters.copy(arena));
  }

  /** Whether the run has to end after an epoch with this loss. */
  boolean endsAfter(double epochLoss) {
    if (rule.isEmpty()) {
      return false;
    }
    if (epochLoss < loss - rule.get().margin()) {
      loss = epochLoss;
      worse = 0;
      best.ifPresent(copy -> copy.copyFrom(parameters));
      return false;
    }
    worse++;
    return ended();
  }

  /** Whether the last epochs were all no better. */
  boolean ended() {
    return rule.isPresent() && worse >= rule.get().patience();
  }

  /** Puts the best parameters back, if that was asked for and there was an epoch. */
  void restore() {
    if (loss < Double.POSITIVE_INFINITY) {
      best.ifPresent(parameters::copyFrom);
    }
  }

  void save(TrainingState.Writer to) {
    if (rule.isPresent()) {
      to.number("best.loss", loss);
      to.count("best.worse", worse);
    }
    best.ifPresent(
        copy -> {
          to.tensor("best", copy.flat());
          to.tensor("best.buffers", copy.buffers());
        });
  }

  void restore(TrainingState from) {
    if (rule.isPresent()) {
      loss = from.number("best.loss");
      worse = (int) from.count("best.worse");
    }
    best.ifPresent(
        copy -> {
          from.copyTo("best", copy.flat());
          from.copyTo("best.buffers", copy.buffers());
        });
  }
}
