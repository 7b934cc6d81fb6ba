package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import java.lang.foreign.Arena;

/** Data sets that need no file: functions of a seed. */
public final class Generated {
  private Generated() {}

  /**
   * The spirals of the NYU course on deep learning: each arm is a class that winds around the
   * origin twice the circle's share of one arm; with {@code t} from 0 to 1 along an arm, the radius
   * is t and the angle {@code 2 pi (arm + 2 t) / arms} plus noise.
   *
   * @param arms the number of classes
   * @param points the number of points on each arm
   * @param noise the standard deviation of the angle in radians
   * @return features {@code [arms points, 2]}: {@code r sin, r cos}
   */
  public static Dataset spiral(int arms, int points, double noise, long seed, Arena arena) {
    Tensor features = Tensor.allocate(arena, arms * points, 2);
    Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(arms * points, 1));
    for (int arm = 0; arm < arms; arm++) {
      for (int i = 0; i < points; i++) {
        int row = arm * points + i;
        double t = points == 1 ? 0 : (double) i / (points - 1);
        double angle = 2 * Math.PI / arms * (arm + 2 * t) + noise * gaussian(seed, 0, row);
        features.set(row, 0, (float) (t * Math.sin(angle)));
        features.set(row, 1, (float) (t * Math.cos(angle)));
        classes.setInt(row, 0, arm);
      }
    }
    return new Dataset(features, classes);
  }

  /**
   * Rents of flats: floor area from 15 to 120 square metres, age of the building from 0 to 50
   * years, and 1 to 30 minutes on foot to the station. The rent in thousands is {@code 1.5 + 0.12
   * area - 0.04 age - 0.08 minutes}, with normal noise of a standard deviation of 0.6.
   *
   * @param rows how many flats
   * @return features {@code [rows, 3]} and the rent {@code [rows, 1]}
   */
  public static Dataset rent(int rows, long seed, Arena arena) {
    Tensor features = Tensor.allocate(arena, rows, 3);
    Tensor rents = Tensor.allocate(arena, rows, 1);
    for (int row = 0; row < rows; row++) {
      double area = 15 + 105 * uniform(seed, 1, row);
      double age = 50 * uniform(seed, 2, row);
      double minutes = 1 + 29 * uniform(seed, 3, row);
      double rent = 1.5 + 0.12 * area - 0.04 * age - 0.08 * minutes + 0.6 * gaussian(seed, 4, row);
      features.set(row, 0, (float) area);
      features.set(row, 1, (float) age);
      features.set(row, 2, (float) minutes);
      rents.set(row, 0, (float) rent);
    }
    return new Dataset(features, rents);
  }

  private static double uniform(long seed, int column, int row) {
    return Philox.uniform(seed, RandomStream.DATA.at(column), row);
  }

  /** Box and Muller's transform of two uniform numbers. */
  private static double gaussian(long seed, int column, int row) {
    long stream = RandomStream.DATA.at(column);
    double u = (Philox.bits(seed, stream, 2L * row) >>> 1) + 1.0;
    double v = Philox.uniform(seed, stream, 2L * row + 1);
    return Math.sqrt(-2 * Math.log(u * 0x1p-31)) * Math.cos(2 * Math.PI * v);
  }
}
