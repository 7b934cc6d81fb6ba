package dev.hayate.nn.predict;

/**
 * The events of one kind that are recorded in each second: the first thousand. The annotation
 * {@code Throttle} says the same, but JDK 25 heeds it only for events that are new objects, and
 * these are used again and again. Not safe for use by several threads at once.
 */
final class EventShare {
  private static final long SECOND = 1_000_000_000;

  /** In a second. */
  private static final int MOST = 1000;

  private long second = System.nanoTime();
  private int taken;

  /** Whether this second has not had its share yet; then it has one more. */
  boolean take() {
    long now = System.nanoTime();
    if (now - second >= SECOND) {
      second = now;
      taken = 0;
    }
    taken++;
    return taken <= MOST;
  }
}
