package dev.hayate.nn.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * What a flight recording says of one step. A trainer has one object and uses it for every step, so
 * that a step allocates nothing, recorded or not.
 */
@Name("dev.hayate.TrainingStep")
@Label("Training Step")
@Category({"Hayate", "Training"})
@Description("Forward, loss, backward and update of one batch")
@StackTrace(false)
final class TrainingStepEvent extends Event {
  @Label("Step")
  @Description("Counted from 1")
  long step;

  @Label("Samples")
  int samples;

  @Label("Loss")
  @Description("Of the batch before the update")
  double loss;
}
