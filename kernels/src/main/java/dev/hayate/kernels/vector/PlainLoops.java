package dev.hayate.kernels.vector;

/**
 * The loops of {@link PlainPerceptron}, in the form that costs C2 least: it compiles on the very
 * core that waits for it, if a service has but one, and then takes longer than the first thousand
 * predictions themselves.
 *
 * <p>So there are few of them, they are short, and each is a method of its own. C2 makes vectors of
 * {@link #pair}, and copies of its body for sixteen rounds at a time, before it can tell that they
 * are vectors: with four inputs in place of two it takes twice as long, and the code is no faster.
 */
final class PlainLoops {
  /** Added to a sum, it changes nothing, not even the sign of a zero. */
  static final float NOTHING = -0f;

  /**
   * How often {@link #strip} is called beforehand. The interpreter counts 200 calls and C1's code
   * 600 more; while C1 compiles, the calls go on.
   */
  private static final int CALLS = 1400;

  private static final int COLUMNS = 32;

  private static boolean isPrepared;

  private PlainLoops() {}

  /**
   * Calls the loops more often than they run rounds, once in a process, which takes about a
   * millisecond. C2 compiles a method after 600 calls or after 40,000 rounds of its loop. If the
   * rounds come first, it compiles the loop for the call that is under way, and the method again
   * for the next; if the calls do, the method only.
   */
  static void prepare() {
    if (isPrepared) {
      return;
    }
    isPrepared = true;
    float[] none = new float[COLUMNS];
    float[][] rows = {none, none, none, none};
    for (int call = 0; call < CALLS; call++) {
      strip(none, 0, rows, 0, 2, 4, none, COLUMNS);
    }
  }

  /** {@code sum += x0 w0, sum += x1 w1}: nearly all of the time is spent here. */
  static void pair(float x0, float x1, float[] w0, float[] w1, float[] sum, int n) {
    for (int j = 0; j < n; j++) {
      sum[j] = Math.fma(x1, w1[j], Math.fma(x0, w0[j], sum[j]));
    }
  }

  /**
   * Adds two inputs of each group to the sums of {@code n} columns.
   *
   * @param floor what every input is at least
   * @param w the weights of all columns for each input
   * @param first the first input of the first group
   * @param distance from there to the second one
   * @param group the inputs of a group
   */
  static void strip(
      float[] x, float floor, float[][] w, int first, int distance, int group, float[] sum, int n) {
    for (int i = first; i < w.length; i += group) {
      int k = i + distance;
      pair(bent(x[i], floor), bent(x[k], floor), w[i], w[k], sum, n);
    }
  }

  static float bent(float value, float floor) {
    return value <= floor ? floor : value;
  }
}
