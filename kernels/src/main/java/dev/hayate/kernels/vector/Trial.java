package dev.hayate.kernels.vector;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Has the code of a perceptron's own compiled, and finds out whether it is faster than the strips,
 * for all perceptrons of one form.
 *
 * <p>As with {@link Rehearsal}, code that nobody calls is not compiled, and nobody can ask the JVM
 * whether it is. So once a perceptron has proved to be in use, now and then a call also runs its
 * own code, for the same answer, and looks at the clock. In the interpreter that takes a thousand
 * times as long, so most calls do not. The code takes over when it was faster, which is never
 * before C2 has compiled it; if it has not been faster after many tries it is let go.
 *
 * <p>Threads may share one: what they then count in each other's way does not matter.
 */
final class Trial {
  /**
   * Of this many weights, 32 KB, the innermost cache holds all; with more, reading them decides.
   */
  static final long MOST_WEIGHTS = 8 * 1024;

  /** A program that predicts less often gains less than the code costs to compile. */
  private static final int FIRST = 20_000;

  /** One call in so many tries. */
  private static final int EVERY = 16;

  /** C2 compiles what has been called 5,000 times; on a busy machine it also waits for its turn. */
  private static final int MOST_TRIES = 50_000;

  /** What else the machine does takes time in some tries, but not in all of so many. */
  private static final int COMPARED = 64;

  /** The code must be faster by one part in so many: what is less may be chance. */
  private static final int GAIN = 16;

  private final Supplier<RowCode> maker;
  private Optional<RowCode> code = Optional.empty();
  private volatile boolean over;
  private int calls;
  private int tries;
  private long ownNanos = Long.MAX_VALUE;
  private long stripNanos = Long.MAX_VALUE;

  /** A trial of what is only made once it is due. */
  Trial(Supplier<RowCode> maker) {
    this.maker = maker;
  }

  /** Whether it is decided what runs from now on. */
  boolean isOver() {
    return over;
  }

  /** Counts a call on the strips; whether it should try. */
  boolean isDue() {
    calls++;
    return calls > FIRST && calls % EVERY == 0;
  }

  /** The code of the perceptron's own. */
  synchronized RowCode code() {
    if (code.isEmpty()) {
      code = Optional.of(maker.get());
    }
    return code.get();
  }

  /** What runs instead of the strips, once this is over; nothing if that was not faster. */
  synchronized Optional<RowCode> winner() {
    return code;
  }

  /** Takes what one row took in a try, by the strips and by the perceptron's own code. */
  void took(long strips, long own) {
    stripNanos = Math.min(stripNanos, strips);
    ownNanos = Math.min(ownNanos, own);
    tries++;
    if (tries % COMPARED != 0) {
      return;
    }
    if (ownNanos < stripNanos - stripNanos / GAIN) {
      over = true;
    } else if (tries >= MOST_TRIES) {
      drop();
    }
    stripNanos = Long.MAX_VALUE;
    ownNanos = Long.MAX_VALUE;
  }

  private synchronized void drop() {
    code = Optional.empty();
    over = true;
  }
}
