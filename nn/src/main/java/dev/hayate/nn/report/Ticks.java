package dev.hayate.nn.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The values at which an axis is marked: multiples of 1, 2 or 5 times a power of ten inside its
 * range, and how they are written.
 */
final class Ticks {
  private static final int WANTED = 5;

  /** From here on numbers are written with an exponent. */
  private static final double LARGE = 1e7;

  private final double step;
  private final List<Double> values = new ArrayList<>();

  /**
   * Marks from {@code min} to {@code max}.
   *
   * @param whole if only whole numbers mean something, as for epochs
   */
  Ticks(double min, double max, boolean whole) {
    double least = (max - min) / WANTED;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double share = least / power;
    double nice = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    step = whole ? Math.max(1, nice) : nice;
    for (double i = Math.ceil(min / step - 1e-9); i * step <= max + 1e-9 * step; i++) {
      values.add(i * step);
    }
  }

  List<Double> values() {
    return values;
  }

  /** A mark as text, with as many decimals as tell it from its neighbours. */
  String text(double value) {
    if (Math.abs(value) >= LARGE) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value + 0.0);
  }
}
