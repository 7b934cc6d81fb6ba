package dev.hayate.nn.predict;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/**
 * What a flight recording says of one prediction. A predictor has one object and uses it for every
 * call, so that a call allocates nothing, recorded or not. Of the millions that a second may have,
 * a thousand are recorded.
 */
@Name("dev.hayate.Prediction")
@Label("Prediction")
@Category({"Hayate", "Prediction"})
@Description("One batch from its inputs to its outputs")
@StackTrace(false)
@Throttle("1000/s")
final class PredictionEvent extends Event {
  @Label("Samples")
  int samples;

  private final transient EventShare share = new EventShare();

  /** Whether somebody records, and this second has not had its share yet. */
  boolean isDue() {
    return isEnabled() && share.take();
  }
}
