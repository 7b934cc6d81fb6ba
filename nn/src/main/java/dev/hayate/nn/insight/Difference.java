package dev.hayate.nn.insight;

/**
 * How an {@link Objective} changes with one number, by differences to both sides.
 *
 * @param left the slope to smaller numbers
 * @param central between both sides
 * @param right the slope to larger numbers
 * @param tolerance what a gradient may differ from these
 */
record Difference(double left, double central, double right, double tolerance) {
  /** The relative tolerance of torch.autograd.gradcheck. */
  private static final double RELATIVE = 1e-3;

  /** Steps shrink by so much, so often, until no kink lies within. */
  private static final int SHRINKS = 2;

  private static final double SHRINK = 1.0 / 16;

  /**
   * Takes the differences with a step that rounding does not drown; where the two sides disagree, a
   * kink may lie within it, and shorter ones are tried.
   *
   * @param rounding what the gradient to compare with may be off by rounding
   */
  static Difference at(Objective objective, Objective.Place place, double rounding) {
    double at = objective.value(place);
    double here = objective.with(place, at);
    double step = objective.step(at);
    Difference found = at(objective, place, rounding, here, step);
    for (int i = 0; i < SHRINKS && found.isKink(); i++) {
      step *= SHRINK;
      found = at(objective, place, rounding, here, step);
    }
    return found;
  }

  private static Difference at(
      Objective objective, Objective.Place place, double rounding, double here, double step) {
    double at = objective.value(place);
    double above = objective.with(place, at + step);
    double below = objective.with(place, at - step);
    double central = (above - below) / (2 * step);
    return new Difference(
        (here - below) / step,
        central,
        (above - here) / step,
        RELATIVE * Math.abs(central) + rounding + 2 * objective.error() / step);
  }

  /** Whether the two sides disagree. */
  boolean isKink() {
    return Math.abs(right - left) > tolerance;
  }

  /**
   * Whether a gradient agrees: with the difference, or with anything between the sides of a kink.
   */
  boolean allows(double gradient) {
    boolean between =
        gradient >= Math.min(left, right) - tolerance
            && gradient <= Math.max(left, right) + tolerance;
    return Math.abs(gradient - central) <= tolerance || (isKink() && between);
  }
}
