package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import java.io.IOException;
import java.util.List;

/**
 * Which rows of a file belong together for training, validation and test, where the file is too
 * large to be looked at as a whole: each row is drawn for itself, a function of the seed and of its
 * number alone. A part has its share of the rows, and of each class, up to chance.
 *
 * @param seed what the drawing depends on
 * @param fractions how much each part gets, the last one the rest
 */
record RowShares(long seed, List<Double> fractions) {
  /** Apart from the stream that {@link Split} draws from. */
  private static final long STREAM = RandomStream.SPLIT.at(1);

  RowShares {
    fractions = List.copyOf(fractions);
  }

  /** The part of a row, counted from 0. */
  int part(long row) {
    double drawn = Philox.uniform(seed, STREAM, row);
    int last = fractions.size() - 1;
    for (int part = 0; part < last; part++) {
      drawn -= fractions.get(part);
      if (drawn < 0) {
        return part;
      }
    }
    return last;
  }

  /** One part of rows that are read from beginning to end. */
  SequentialRows of(SequentialRows all, int part) {
    int count = 0;
    for (int row = 0; row < all.size(); row++) {
      count += part(row) == part ? 1 : 0;
    }
    int size = count;
    return new SequentialRows() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public RowForm form() {
        return all.form();
      }

      @Override
      public RowPass pass() throws IOException {
        return new PartPass(all.pass(), part);
      }
    };
  }

  /** The rows of one part; the others are read and overwritten. */
  private final class PartPass implements RowPass {
    private final RowPass all;
    private final int wanted;
    private int row;

    PartPass(RowPass all, int wanted) {
      this.all = all;
      this.wanted = wanted;
    }

    @Override
    public boolean next(Tensor features, Tensor targets, int at) throws IOException {
      while (all.next(features, targets, at)) {
        if (part(row++) == wanted) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }
}
