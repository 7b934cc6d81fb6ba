package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;
import java.util.List;

/**
 * The textbook's regression: what a flat costs a month, by its floor area, its building's age and
 * the walk to the station. Generated, with noise:
 *
 * <pre>rent = 35,000 + 2,100 area - 900 age - 1,600 minutes + 5,000 e</pre>
 *
 * in yen, with area uniform from 20 to 80 square metres, age in whole years from 0 to 40, minutes
 * whole from 1 to 20, and e normal of deviation 1. No model can tell the noise, which leaves a mean
 * absolute error of about 4,000 yen.
 */
public final class Rent {
  /** The usual number of flats. */
  public static final int FLATS = 1_000;

  /** The name of the column to be told. */
  public static final String TARGET = "rent";

  private static final double BASE = 35_000;
  private static final double PER_SQUARE_METRE = 2_100;
  private static final double PER_YEAR = -900;
  private static final double PER_MINUTE = -1_600;
  private static final double NOISE = 5_000;

  private Rent() {}

  /** Flats with columns {@code area, age, minutes, rent}. */
  public static Table generate(int flats, long seed) {
    double[] area = new double[flats];
    double[] age = new double[flats];
    double[] minutes = new double[flats];
    double[] rent = new double[flats];
    long uniform = RandomStream.DATA.at(0);
    long normal = RandomStream.DATA.at(1);
    for (int flat = 0; flat < flats; flat++) {
      long index = 3L * flat;
      area[flat] = 20 + 60 * Philox.uniform(seed, uniform, index);
      age[flat] = Math.floor(41 * (double) Philox.uniform(seed, uniform, index + 1));
      minutes[flat] = 1 + Math.floor(20 * (double) Philox.uniform(seed, uniform, index + 2));
      rent[flat] =
          BASE
              + PER_SQUARE_METRE * area[flat]
              + PER_YEAR * age[flat]
              + PER_MINUTE * minutes[flat]
              + NOISE * Gaussian.at(seed, normal, flat);
    }
    return Table.ofNumbers(
        List.of("area", "age", "minutes", TARGET), List.of(area, age, minutes, rent));
  }
}
