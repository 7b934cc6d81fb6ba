package dev.hayate.nn.train;

import dev.hayate.nn.layer.Passes;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run and their number: a batch that was filled goes forward and backward, and the
 * parameters follow its gradients.
 */
final class Steps {
  /** How many rows of a batch a message names. */
  private static final int NAMED = 16;

  private final Passes passes;
  private final Descent descent;
  private final Rates rates;
  private @Nullable TrainingStepEvent event;
  private Batch last;
  private long taken;

  /**
   * No step taken yet.
   *
   * @param passes what random numbers of the plan depend on
   * @param rates of learning, which somebody else moves on
   * @param first stands for the last batch until there is one
   */
  Steps(Passes passes, Descent descent, Rates rates, Batch first) {
    this.passes = passes;
    this.descent = descent;
    this.rates = rates;
    this.last = first;
  }

  /**
   * Takes a step.
   *
   * @param order which rows of their data the samples are, from a place on; shorter if nobody knows
   * @throws NotFiniteException if the loss is NaN or infinite; the parameters are as before
   */
  void take(Batch batch, int[] order, int from) {
    passes.set(taken);
    TrainingStepEvent recorded = recorded();
    if (recorded != null) {
      recorded.begin();
    }
    try {
      batch.differentiate();
    } catch (NotFiniteException e) {
      throw e.at(taken + 1, describe(batch, order, from));
    }
    taken++;
    descent.step(rates);
    last = batch;
    if (recorded != null) {
      recorded.end();
      if (recorded.shouldCommit()) {
        recorded.step = taken;
        recorded.samples = batch.size();
        recorded.loss = batch.loss();
        recorded.commit();
      }
    }
  }

  /**
   * What a flight recording is told of a step; null while there never was a recording: the first
   * event that a program makes starts the recorder, which takes a tenth of a second.
   */
  private @Nullable TrainingStepEvent recorded() {
    if (event == null && FlightRecorder.isInitialized()) {
      event = new TrainingStepEvent();
    }
    return event;
  }

  private static String describe(Batch batch, int[] order, int from) {
    StringBuilder text = new StringBuilder(batch.size() + " samples");
    for (int i = from; i < Math.min(order.length, from + Math.min(batch.size(), NAMED)); i++) {
      text.append(i == from ? ", rows " : ", ").append(order[i]);
    }
    return text.append(order.length > 0 && batch.size() > NAMED ? ", ..." : "").toString();
  }

  /** The batch of the last step. */
  Batch last() {
    return last;
  }

  /** How many were taken. */
  long taken() {
    return taken;
  }

  void save(TrainingState.Writer to) {
    to.count("steps", taken);
    descent.save(to);
  }

  void restore(TrainingState from) {
    descent.restore(from);
    taken = from.count("steps");
  }
}
