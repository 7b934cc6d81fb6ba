package dev.hayate.nn.predict;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a flight recording says of a warm-up. */
@Name("dev.hayate.WarmUp")
@Label("Warm-up")
@Category({"Hayate", "Prediction"})
@Description("A predictor runs until its code has been compiled")
@StackTrace(false)
final class WarmUpEvent extends Event {
  @Label("Calls")
  long calls;
}
