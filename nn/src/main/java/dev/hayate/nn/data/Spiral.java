package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Points on intertwined spirals, one class an arm, which no linear model can tell apart: the data
 * of the New York University's course on deep learning (Canziani and LeCun, 2021).
 *
 * <p>Arm c of C has N points at radius r, in equal steps from 0.2 to 1, and at angle a, in equal
 * steps from 2 pi c / C to 2 pi (2 + c) / C, plus normal noise: x = r sin(a), y = r cos(a). The
 * course of 2020 had three arms that met at radius 0.
 */
public final class Spiral {
  /** The course's number of arms. */
  public static final int ARMS = 5;

  /** The course's number of points an arm. */
  public static final int POINTS = 1_000;

  /** The course's deviation of the noise, in radians. */
  public static final double NOISE = 0.2;

  private static final double INNER = 0.2;
  private static final List<String> NAMES = List.of("x", "y");

  private Spiral() {}

  /**
   * The points {@code [arms * points, 2]} arm by arm, and their arms.
   *
   * @throws IllegalArgumentException if there are fewer than 2 arms or 2 points
   */
  public static Dataset generate(Arena arena, int arms, int points, double noise, long seed) {
    if (arms < 2 || points < 2) {
      throw new IllegalArgumentException(
          "spiral: " + arms + " arms of " + points + " points: expected at least 2 of each");
    }
    int size = Math.multiplyExact(arms, points);
    Tensor features = Tensor.allocate(arena, size, 2);
    Tensor targets = Tensor.allocate(arena, DType.I32, Shape.of(size, 1));
    long stream = RandomStream.DATA.at(0);
    for (int row = 0; row < size; row++) {
      int arm = row / points;
      double t = (double) (row % points) / (points - 1);
      double angle = 2 * Math.PI / arms * (arm + 2 * t) + noise * Gaussian.at(seed, stream, row);
      double radius = INNER + (1 - INNER) * t;
      features.set(row, 0, (float) (radius * StrictMath.sin(angle)));
      features.set(row, 1, (float) (radius * StrictMath.cos(angle)));
      targets.setInt(row, 0, arm);
    }
    return new Dataset(features, targets, NAMES, labels(arms));
  }

  private static List<String> labels(int arms) {
    List<String> labels = new ArrayList<>();
    for (int arm = 0; arm < arms; arm++) {
      labels.add("arm " + arm);
    }
    return labels;
  }

  /** The encoding of points at prediction: they are used as they are. */
  public static TableEncoding encoding(int arms) {
    return TableEncoding.unchanged(NAMES, new Target.Classes("arm", labels(arms)));
  }
}
