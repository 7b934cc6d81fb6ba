package dev.hayate.kernels.vector;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The species that all kernels use, and how many of its vectors an array has.
 *
 * <p>How the kernels are written, for the sake of C2:
 *
 * <ul>
 *   <li>There is one species. Where a second width of vectors is in use anywhere, C2 no longer
 *       knows which one a call works on, and boxes the vectors of every kernel.
 *   <li>Vectors and masks are handed to the JDK's methods, which C2 is made to inline wherever they
 *       are called. Ours it leaves out where the method that it compiles has grown large (a vector
 *       operation is about 400 nodes, and it stops at 18,000), and where it knows nothing about a
 *       call: because it compiles a method together with its caller before anything was counted
 *       there, or because the call is one of an interface, of which two classes are counted. That
 *       is left to chance, to what else waits for the compilers. A method that is left out gets and
 *       gives its vectors as objects, for good. So masks and maxima are made where they are needed;
 *       a sum's lanes are handed on in an {@link #array}, not in a vector; and what else a loop
 *       calls, such as an exponential, the build puts into it ({@code build/Flatten.java}), while
 *       the loop itself stands {@link Apart}.
 *   <li>What is carried around a loop is handed to methods, {@code x.add(sum)}; none of its own is
 *       called, {@code sum.add(x)}. C2 would guess the class of the sum, by what it has counted,
 *       and where the check of the guess outlives what it guards, the sum is an object in each
 *       round.
 *   <li>So does every method with a loop over vectors, which the build sees to as well. As a part
 *       of a caller that has grown large, such as a whole training step, even the JDK's methods are
 *       inlined late: by then C2 has lost what it knew of a segment's class, and makes an object of
 *       each vector before it finds that it is not needed.
 *   <li>Arithmetic in long loops is not masked: a tail follows the loop and repeats it with a mask.
 *       Rows, which are short, are masked throughout.
 *   <li>Loops count with an int, step their addresses, and ask in every round if there are rounds
 *       at all. C2 moves the checks of a loop's accesses in front of it and bets that they hold, by
 *       what it saw in the methods of the JDK, which everybody shares: if most segments belonged to
 *       one thread, it checks the thread, even for a segment that belongs to none. Then it throws
 *       the code away and tries again: up to four times at the head of a loop, but a hundred times,
 *       which takes seconds, if it has split the loop in two, as it does with a long counter and
 *       with bounds that it understands too well.
 *   <li>A loop first asks each of its segments if it is native, by a call of its own. C2 goes by
 *       the profile of that call, which is the loop's alone, and from there on knows the segment's
 *       class, so that it need not ask again in every round. Else it would go by what it saw in the
 *       methods of the JDK; there it has also met segments on the heap, if only because vectors are
 *       reinterpreted through them until they are compiled. That makes a loop up to four times
 *       slower; and in a process in which somebody else reads vectors from the heap, which no
 *       benchmark of ours does, a product is five to ten times slower. The question costs two
 *       nanoseconds. It stands in the method that has the loop, for that may be compiled alone,
 *       unless that has so many vectors that nothing more goes in: then in the one that calls it.
 *   <li>Constants are vectors in static final fields, or in those of a record, which C2 reads as
 *       they are used. Made in the loop of a float they would be kept in registers, of which there
 *       are not enough.
 * </ul>
 */
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Elements in a vector. */
  static final int COUNT = SPECIES.length();

  /** Bytes in a vector. */
  static final int BYTES = COUNT * Float.BYTES;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Made when the first kernel needs it. */
  static final class Numbered {
    /** The number of each lane. */
    static final FloatVector LANE = FloatVector.zero(SPECIES).addIndex(1);

    private Numbered() {}
  }

  /** The lanes of a sum, for each thread. */
  private static final class Sums extends ThreadLocal<float[]> {
    static final Sums OF_THREADS = new Sums();

    @Override
    protected float[] initialValue() {
      return new float[COUNT];
    }
  }

  private Lanes() {}

  /** This thread's array for the lanes of a sum; see above. */
  static float[] array() {
    return Sums.OF_THREADS.get();
  }

  /**
   * The sum of all lanes, halves added to halves: always in this order, unlike {@code reduceLanes},
   * whose order may change when the compiler takes over from the interpreter. One by one they are
   * added as fast as by vectors, and are never made objects.
   *
   * @param lanes a vector's, stored in {@link #array}
   */
  static float sum(float[] lanes) {
    return COUNT < 4
        ? lanes[0] + lanes[COUNT - 1]
        : quarter(lanes, 0) + quarter(lanes, 2) + (quarter(lanes, 1) + quarter(lanes, 3));
  }

  private static float quarter(float[] lanes, int i) {
    return switch (COUNT) {
      case 16 -> lanes[i] + lanes[i + 8] + (lanes[i + 4] + lanes[i + 12]);
      case 8 -> lanes[i] + lanes[i + 4];
      default -> lanes[i];
    };
  }

  /** Makes use of the answer to {@code isNative}: see above. */
  static void meet(boolean only) {}

  /** Makes use of the answers to {@code isNative}: see above. */
  static void meet(boolean first, boolean second) {}

  /** Makes use of the answers to {@code isNative}: see above. */
  static void meet(boolean first, boolean second, boolean third) {}

  /** The rounds of a loop over {@code count} elements: the whole vectors, and one for a tail. */
  static int rounds(long count) {
    return (int) ((count + COUNT - 1) / COUNT);
  }

  /** The whole vectors in {@code count} elements. */
  static int vectors(long count) {
    return (int) (count / COUNT);
  }

  /** The elements that are left after the whole vectors. */
  static int tail(long count) {
    return (int) (count % COUNT);
  }

  /**
   * How many lanes are elements in round {@code round}: all of them, or those of a tail. A float,
   * for {@link Numbered#LANE} to be compared with.
   */
  static float left(long count, int round) {
    return Math.min(count - (long) round * COUNT, COUNT);
  }
}
