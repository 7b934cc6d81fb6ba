package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Means and deviations of columns, in double, in one pass over the memory.
 *
 * <p>A block of {@link #BLOCK} rows is shifted by its first row, which leaves of a constant column
 * nothing. With {@code d = x - shift}, a block has the mean {@code shift + sum d / n} and the
 * squares {@code sum d^2 - (sum d)^2 / n} about it. What cancels there is bounded, since the shift
 * is one of the block's own numbers: {@code sum d^2} is at most {@code n + 1} times the result, so
 * the roundings make {@code 3 (n + 1)^2 u} of it. The moments of the blocks are then put together
 * as Chan, Golub and LeVeque do (1979): a difference of means adds to the squares, all terms are
 * positive, and each block adds a few roundings.
 *
 * <p>Where the columns are few, {@link Lanes#COUNT} rows count as a long one.
 */
final class ColumnMoments {
  /** Rows in a block: each is a stream of its own, and a shift serves all of them. */
  private static final int BLOCK = 16;

  /** Rows wider than so many vectors are not put together. */
  private static final int NARROW = 4;

  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  /** Bytes of the means, or of the squares, of a vector of columns. */
  private static final long HALF = 2L * Lanes.BYTES;

  /** Exchanges the halves of a vector; part 1 of a conversion also clears what it does not use. */
  private static final VectorShuffle<Float> HALVES =
      VectorShuffle.iota(SPECIES, Lanes.COUNT / 2, 1, true);

  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector INFINITE = VectorExp.all(Float.POSITIVE_INFINITY);
  private static final DoubleVector ENDLESS =
      DoubleVector.broadcast(DOUBLES, Double.POSITIVE_INFINITY);

  private ColumnMoments() {}

  static void of(Tensor x, Tensor mean, Tensor deviation) {
    int cols = x.cols();
    int rows = x.rows();
    boolean joined =
        cols < NARROW * Lanes.COUNT && Lanes.tail(cols) > 0 && rows >= BLOCK * Lanes.COUNT;
    int fold = joined ? Lanes.COUNT : 1;
    Workspace workspace = Workspace.take();
    long bytes = 2 * HALF * Lanes.rounds((long) cols * fold);
    MemorySegment state = workspace.right(bytes + (long) BLOCK * Lanes.BYTES);
    state.asSlice(0, bytes).fill((byte) 0);
    gather(x.segment(), rows / fold, cols * fold, state, bytes);
    for (int col = 0; col < cols; col++) {
      finish(x, col, fold, state, mean, deviation);
    }
    Workspace.give(workspace);
  }

  private static void gather(
      MemorySegment x, int rows, int cols, MemorySegment state, long scratch) {
    int vectors = Lanes.vectors(cols);
    int tail = Lanes.tail(cols);
    long step = (long) cols * Float.BYTES;
    for (int row = 0; row < rows; row += BLOCK) {
      int count = Math.min(BLOCK, rows - row);
      block(x, row * step, step, count, vectors, state, 0, row);
      if (tail > 0) {
        copyTail(x, row * step + (long) vectors * Lanes.BYTES, step, count, tail, state, scratch);
        block(state, scratch, Lanes.BYTES, count, 1, state, 2 * HALF * vectors, row);
      }
    }
  }

  /** Copies the columns that do not fill a vector. */
  private static void copyTail(
      MemorySegment x, long from, long step, int rows, int lanes, MemorySegment y, long to) {
    Lanes.meet(x.isNative(), y.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
    long source = from;
    long target = to;
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, source, ORDER, mask)
          .intoMemorySegment(y, target, ORDER);
      source += step;
      target += Lanes.BYTES;
    }
  }

  /**
   * Adds a block to the moments.
   *
   * @param before rows that the moments have so far
   * @param place where the moments of the first column are: the means of a vector, then the squares
   */
  private static void block(
      MemorySegment x,
      long from,
      long step,
      int rows,
      int vectors,
      MemorySegment state,
      long place,
      double before) {
    Lanes.meet(x.isNative(), state.isNative());
    double part = 1.0 / rows;
    double share = rows / (before + rows);
    double spread = before * share;
    long to = place;
    for (int v = 0; vectors > 0 && v < vectors; v++) {
      long at = from + (long) v * Lanes.BYTES;
      FloatVector first = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      // A shift must be finite, or what is finite would be lost.
      FloatVector shift = ZERO.blend(first, first.abs().compare(VectorOperators.LT, INFINITE));
      DoubleVector shift0 = (DoubleVector) shift.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector shift1 = (DoubleVector) shift.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector sum0 = DoubleVector.zero(DOUBLES);
      DoubleVector sum1 = DoubleVector.zero(DOUBLES);
      DoubleVector squares0 = DoubleVector.zero(DOUBLES);
      DoubleVector squares1 = DoubleVector.zero(DOUBLES);
      for (int i = 0; rows > 0 && i < rows; i++) {
        FloatVector row = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
        DoubleVector d0 =
            ((DoubleVector) row.convertShape(VectorOperators.F2D, DOUBLES, 0)).sub(shift0);
        DoubleVector d1 =
            ((DoubleVector) row.rearrange(HALVES).convertShape(VectorOperators.F2D, DOUBLES, 0))
                .sub(shift1);
        sum0 = d0.add(sum0);
        sum1 = d1.add(sum1);
        squares0 = d0.fma(d0, squares0);
        squares1 = d1.fma(d1, squares1);
        at += step;
      }
      DoubleVector mean0 = DoubleVector.fromMemorySegment(DOUBLES, state, to, ORDER);
      DoubleVector mean1 = DoubleVector.fromMemorySegment(DOUBLES, state, to + Lanes.BYTES, ORDER);
      DoubleVector mine0 = sum0.mul(part);
      DoubleVector mine1 = sum1.mul(part);
      DoubleVector all0 = squares0.sub(sum0.mul(mine0));
      DoubleVector all1 = squares1.sub(sum1.mul(mine1));
      mine0 = mine0.add(shift0);
      mine1 = mine1.add(shift1);
      DoubleVector apart0 = mine0.sub(mean0);
      DoubleVector apart1 = mine1.sub(mean1);
      // Means that are not finite are added, lest an infinity meet itself.
      mean0
          .add(mine0)
          .blend(apart0.mul(share).add(mean0), apart0.abs().compare(VectorOperators.LT, ENDLESS))
          .intoMemorySegment(state, to, ORDER);
      mean1
          .add(mine1)
          .blend(apart1.mul(share).add(mean1), apart1.abs().compare(VectorOperators.LT, ENDLESS))
          .intoMemorySegment(state, to + Lanes.BYTES, ORDER);
      DoubleVector.fromMemorySegment(DOUBLES, state, to + HALF, ORDER)
          .add(all0)
          .add(apart0.mul(apart0).mul(spread))
          .intoMemorySegment(state, to + HALF, ORDER);
      DoubleVector.fromMemorySegment(DOUBLES, state, to + HALF + Lanes.BYTES, ORDER)
          .add(all1)
          .add(apart1.mul(apart1).mul(spread))
          .intoMemorySegment(state, to + HALF + Lanes.BYTES, ORDER);
      to += 2 * HALF;
    }
  }

  /**
   * Puts a column's moments together: those of its places in a long row, and the rows at the end
   * that do not make one.
   */
  private static void finish(
      Tensor x, int col, int fold, MemorySegment state, Tensor mean, Tensor deviation) {
    int cols = x.cols();
    int rows = x.rows();
    int each = rows / fold;
    int rest = each * fold;
    double sum = 0;
    for (int i = 0; i < fold; i++) {
      sum += each * moment(state, i * cols + col, 0);
    }
    for (int row = rest; row < rows; row++) {
      sum += ChannelPasses.get(x, (long) row * cols + col);
    }
    double center = sum / rows;
    double squares = 0;
    for (int i = 0; i < fold; i++) {
      double apart = moment(state, i * cols + col, 0) - center;
      squares += moment(state, i * cols + col, HALF) + each * (apart * apart);
    }
    for (int row = rest; row < rows; row++) {
      double centred = ChannelPasses.get(x, (long) row * cols + col) - center;
      squares += centred * centred;
    }
    ChannelPasses.put(mean, col, (float) center);
    ChannelPasses.put(deviation, col, (float) Math.sqrt(squares / rows));
  }

  private static double moment(MemorySegment state, int col, long which) {
    long vector = col / Lanes.COUNT;
    long lane = col % Lanes.COUNT;
    return state.get(
        ValueLayout.JAVA_DOUBLE_UNALIGNED, 2 * HALF * vector + which + lane * Double.BYTES);
  }
}
