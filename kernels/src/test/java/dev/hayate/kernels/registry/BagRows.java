package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.Indexing.Bag;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows by number that become one, and gradients that go back to their rows. */
final class BagRows {
  private static final Values ANY =
      Values.sprinkled(Values.magnitudes(-20, 20), 30, Float.NaN, -0f, Float.NEGATIVE_INFINITY);
  private static final Values ORDINARY = Values.uniform(-3, 3);

  /** Rows in a bag. */
  private static final int LENGTH = 5;

  private static final int SKIPPED = 1;

  private BagRows() {}

  static List<Operation> rows() {
    List<Operation> rows = new ArrayList<>(List.of(addRows()));
    for (Bag bag : Bag.values()) {
      rows.add(gather(bag));
      rows.add(add(bag));
    }
    return rows;
  }

  private static String suffix(Bag bag) {
    return ", " + bag.name().toLowerCase(Locale.ROOT);
  }

  private static Operation addRows() {
    return Operation.named("add rows", "mnk")
        .in("y", "mn", ORDINARY, ANY)
        .ints("rows", "1m", 'k')
        .changed("table", "kn", ORDINARY)
        .where(dims -> dims[0] == 0 || dims[2] > 0)
        .calls((backend, t) -> backend.indexing().addRows(t[0], t[1], SKIPPED, t[2]))
        .gives(
            (dims, before, after) -> {
              int cols = dims[1];
              Sum[] sums = sums(before[2]);
              for (int i = 0; i < dims[0]; i++) {
                int row = (int) before[1][i];
                for (int j = 0; row != SKIPPED && j < cols; j++) {
                  sums[row * cols + j].plus(exact(before[0][i * cols + j]));
                }
              }
              expect(sums, after[2]);
            });
  }

  private static Sum[] sums(double[] table) {
    Sum[] sums = new Sum[table.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Sum().plus(exact(table[i]));
    }
    return sums;
  }

  private static void expect(Sum[] sums, Expectation table) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].total().expectedIn(table, i);
    }
  }

  private static int[] members(double[] rows, int bag) {
    return java.util.stream.IntStream.range(bag * LENGTH, (bag + 1) * LENGTH)
        .map(i -> (int) rows[i])
        .filter(row -> row != SKIPPED)
        .toArray();
  }

  private static Operation gather(Bag bag) {
    return Operation.named("gather bags" + suffix(bag), "mnk")
        .in("table", "kn", ORDINARY, ANY)
        .ints("rows", "m" + LENGTH, 'k')
        .out("y", "mn")
        .where(dims -> dims[0] == 0 || dims[2] > 0)
        .calls((backend, t) -> backend.indexing().gatherBags(t[0], t[1], bag, SKIPPED, t[2]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                int[] members = members(before[1], i);
                for (int j = 0; j < dims[1]; j++) {
                  defineBag(bag, members, before[0], dims[1], j, after[2], i * dims[1] + j);
                }
              }
            });
  }

  private static void defineBag(
      Bag bag, int[] members, double[] table, int cols, int j, Expectation y, int at) {
    if (members.length == 0) {
      y.exactly(at, 0);
    } else if (bag == Bag.MAX) {
      y.exactly(at, table[largest(members, table, cols, j) * cols + j]);
    } else {
      Sum sum = new Sum();
      for (int row : members) {
        sum.plus(exact(table[row * cols + j]));
      }
      double divisor = bag == Bag.MEAN ? members.length : 1;
      sum.total().over(exact(divisor)).expectedIn(y, at);
    }
  }

  /** The first row whose element no other is above, or that is NaN. */
  private static int largest(int[] members, double[] table, int cols, int j) {
    int best = members[0];
    for (int row : members) {
      double candidate = table[row * cols + j];
      double champion = table[best * cols + j];
      if (!Double.isNaN(champion) && !(candidate <= champion)) {
        best = row;
      }
    }
    return best;
  }

  private static Operation add(Bag bag) {
    return Operation.named("add bags" + suffix(bag), "mnk")
        .in("table", "kn", ORDINARY, ANY)
        .ints("rows", "m" + LENGTH, 'k')
        .in("dy", "mn", ORDINARY, ANY)
        .changed("dtable", "kn", ORDINARY)
        .where(dims -> dims[0] == 0 || dims[2] > 0)
        .calls((backend, t) -> backend.indexing().addBags(t[0], t[1], bag, SKIPPED, t[2], t[3]))
        .gives(
            (dims, before, after) -> {
              int cols = dims[1];
              Sum[] sums = sums(before[3]);
              for (int i = 0; i < dims[0]; i++) {
                int[] members = members(before[1], i);
                for (int j = 0; members.length > 0 && j < cols; j++) {
                  Rounded dy = exact(before[2][i * cols + j]);
                  if (bag == Bag.MAX) {
                    sums[largest(members, before[0], cols, j) * cols + j].plus(dy);
                  } else {
                    Rounded share = bag == Bag.MEAN ? dy.times(hyper(1.0 / members.length)) : dy;
                    for (int row : members) {
                      sums[row * cols + j].plus(share);
                    }
                  }
                }
              }
              expect(sums, after[3]);
            });
  }
}
