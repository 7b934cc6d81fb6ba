package dev.hayate.kernels.vector;

import dev.hayate.kernels.WeightType;
import java.util.Map;
import java.util.Objects;

/**
 * Finds out when C2 has compiled the strips of one type of weights, for the whole process.
 *
 * <p>Nobody can ask the JVM whether a method is compiled, and waiting does not compile one that
 * nobody calls. So calls that still run on plain loops now and then run a few rounds of the strips
 * as well, on memory that does not matter, and look how long that took. Until the strips are
 * compiled it takes a hundred times what the plain loops take for as many multiply-adds, and
 * afterwards a part of it. The results are the same to the bit either way, so this decides about
 * nothing but speed.
 *
 * <p>Threads may share one: what they then count in each other's way does not matter.
 */
final class Rehearsal {
  /**
   * A program that predicts less often would not live to see the gain; and the first rehearsal
   * alone, in the interpreter, takes as long as hundreds of predictions.
   */
  private static final int FIRST = 2000;

  /**
   * C2 wants about 1,700 rehearsals of the strips; on a busy machine it also waits for its turn.
   */
  private static final int LAST = 10_000;

  /** From then on only one call in so many rehearses: there may be no C2. */
  private static final int RARELY = 64;

  /**
   * How much longer than the plain loops the strips may take and count as compiled: the rounds of a
   * rehearsal are few, so that calls and the clock weigh more.
   */
  private static final int SLACK = 4;

  private static final Map<WeightType, Rehearsal> OF_TYPES =
      Map.of(
          WeightType.F32, new Rehearsal(),
          WeightType.BF16, new Rehearsal(),
          WeightType.I8, new Rehearsal());

  private volatile boolean over;
  private int calls;

  Rehearsal() {}

  /** The one for the strips of a type of weights. */
  static Rehearsal of(WeightType type) {
    return Objects.requireNonNull(OF_TYPES.get(type));
  }

  /** Whether the strips are compiled. */
  boolean isOver() {
    return over;
  }

  /** Counts a call on plain loops; whether it should rehearse. */
  boolean isDue() {
    calls++;
    return calls > FIRST && (calls <= LAST || calls % RARELY == 0);
  }

  /**
   * Takes what a rehearsal took.
   *
   * @param nanos its time
   * @param share its multiply-adds as a share of those that the plain loops did in...
   * @param plainNanos this time, the shortest that was seen
   */
  void took(long nanos, double share, long plainNanos) {
    if (nanos <= SLACK * share * plainNanos) {
      over = true;
    }
  }
}
