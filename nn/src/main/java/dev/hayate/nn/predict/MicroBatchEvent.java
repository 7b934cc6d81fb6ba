package dev.hayate.nn.predict;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/** What a flight recording says of one group of requests that were predicted together. */
@Name("dev.hayate.MicroBatch")
@Label("Micro-batch")
@Category({"Hayate", "Prediction"})
@Description("From the first request of a group to the results of all")
@StackTrace(false)
@Throttle("1000/s")
final class MicroBatchEvent extends Event {
  @Label("Requests")
  int requests;
}
