package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

/** One step of Adam or AdamW on one element, after PyTorch's documentation, with its bounds. */
record AdamReference(
    double rate,
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    boolean decoupled,
    long step) {

  /** The element at {@code i}; the operands are w, g, m and v. */
  void define(int i, double[][] before, Expectation[] after) {
    double w = before[0][i];
    double decayed = decoupled ? 0 : decay * w;
    double direction = before[1][i] + decayed;
    double size = Math.abs(before[1][i]) + Math.abs(decayed);

    double oldMean = beta1 * before[2][i];
    double mean = oldMean + (1 - beta1) * direction;
    // As for momentum: three roundings on the way of the old part, six on that of the new.
    double meanError = gamma(3) * Math.abs(oldMean) + gamma(6) * (1 - beta1) * size + TINY;
    after[2].within(i, mean, meanError);

    double oldSquare = beta2 * before[3][i];
    double square = oldSquare + (1 - beta2) * direction * direction;
    // The direction's three count twice; its square, 1 - beta2, their product and the sum follow.
    // Where the square is denormal it is off by half of TINY, and so are the two products.
    double squareError = gamma(3) * oldSquare + gamma(10) * (1 - beta2) * size * size + 3 * TINY;
    after[3].within(i, square, squareError);

    double meanHat = mean / (1 - Math.pow(beta1, (double) step));
    double correction = Math.sqrt(1 - Math.pow(beta2, (double) step));
    double root = Math.sqrt(square);
    double below = root / correction + epsilon;
    // |sqrt(a) - sqrt(b)| is at most |a - b| / sqrt(a), and at most sqrt(|a - b|). The root, the
    // correction, their quotient, epsilon and the sum round.
    double rootError = Math.min(squareError / root, Math.sqrt(squareError));
    double belowError = rootError / correction + gamma(5) * below;
    double move = rate * meanHat / below;
    // The numerator's own error, then the step size and two operations with it; a denominator that
    // is off by a share d changes the quotient by d / (1 - d). Where the gradient and the decay
    // cancel, the root may have no digit right; then epsilon still bounds the denominator below.
    double share = belowError / below;
    double least = Math.max(1 - share, epsilon * (1 - gamma(5)) / below);
    double moveError =
        (rate * meanError / (1 - Math.pow(beta1, (double) step)) / below
                + gamma(4) * Math.abs(move)
                + Math.abs(move) * share)
            / least;
    double shrunk = decoupled ? w * (1 - rate * decay) : w;
    after[0].within(i, shrunk - move, gamma(4) * Math.abs(w) + moveError * (1 + gamma(4)) + TINY);
  }
}
