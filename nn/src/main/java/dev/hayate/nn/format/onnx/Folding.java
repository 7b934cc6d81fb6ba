package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.Binary;
import dev.hayate.nn.layer.Reduce;
import dev.hayate.nn.layer.Unary;
import java.util.List;

/**
 * Computes constants while a file is read. Floats are computed in double and rounded to float32
 * after every operation; whole numbers wrap around in 64 bits. What only moves elements also moves
 * numbers that depend on the batch.
 */
final class Folding {
  private static final String WHAT = "onnx constant";

  private Folding() {}

  /** The elements of x that a walk through the result finds. */
  static Known move(Known x, Shape to, long start, long[] strides, Budget budget, Place place)
      throws ModelFormatException {
    budget.fold(to.size(), place);
    int[] from = walk(to, start, strides);
    if (!x.isWhole()) {
      double[] values = x.numbers(budget, place);
      double[] moved = new double[from.length];
      for (int i = 0; i < from.length; i++) {
        moved[i] = values[from[i]];
      }
      return Known.floats(x.type(), to, moved);
    }
    long[] values = x.whole(budget, place);
    long[] moved = new long[from.length];
    long[] perBatch = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      moved[i] = values[from[i]];
      perBatch[i] = x.isSymbolic() ? x.perBatch()[from[i]] : 0;
    }
    return Known.symbolic(x.type(), to, moved, perBatch);
  }

  /** Places of elements, in the order of the result. The number of them was checked. */
  private static int[] walk(Shape to, long start, long[] strides) {
    int[] places = new int[Math.toIntExact(to.size())];
    int[] counter = new int[to.rank()];
    long at = start;
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) at;
      for (int axis = counter.length - 1; axis >= 0; axis--) {
        at += strides[axis];
        if (++counter[axis] < to.dim(axis)) {
          break;
        }
        at -= strides[axis] * counter[axis];
        counter[axis] = 0;
      }
    }
    return places;
  }

  /** The distances of a shape's own dimensions. */
  static long[] strides(Shape shape) {
    return repeated(shape, shape);
  }

  /** The distances that repeat a shape along dimensions that it lacks or has once. */
  static long[] repeated(Shape from, Shape to) {
    long[] strides = new long[to.rank()];
    long stride = 1;
    int gap = to.rank() - from.rank();
    for (int axis = from.rank() - 1; axis >= 0; axis--) {
      strides[axis + gap] = from.dim(axis) == 1 ? 0 : stride;
      stride *= from.dim(axis);
    }
    return strides;
  }

  static Known transpose(Known x, int[] order, Budget budget, Place place)
      throws ModelFormatException {
    long[] own = strides(x.shape());
    long[] strides = new long[order.length];
    long[] dims = new long[order.length];
    for (int axis = 0; axis < order.length; axis++) {
      strides[axis] = own[order[axis]];
      dims[axis] = x.shape().dim(order[axis]);
    }
    return move(x, Dimensions.shape(dims, place), 0, strides, budget, place);
  }

  static Known expand(Known x, Shape to, Budget budget, Place place) throws ModelFormatException {
    return move(x, to, 0, repeated(x.shape(), to), budget, place);
  }

  static Known join(List<Known> parts, int axis, Shape to, Budget budget, Place place)
      throws ModelFormatException {
    Known first = parts.getFirst();
    budget.fold(to.size(), place);
    int size = (int) to.size();
    double[] floats = new double[first.isWhole() ? 0 : size];
    long[] whole = new long[first.isWhole() ? size : 0];
    long[] perBatch = new long[whole.length];
    int outer = 1;
    for (int k = 0; k < axis; k++) {
      outer *= to.dim(k);
    }
    int at = 0;
    for (int row = 0; row < outer; row++) {
      for (Known part : parts) {
        int block = (int) (part.size() / outer);
        if (first.isWhole()) {
          System.arraycopy(part.whole(budget, place), row * block, whole, at, block);
          if (part.isSymbolic()) {
            System.arraycopy(part.perBatch(), row * block, perBatch, at, block);
          }
        } else {
          System.arraycopy(part.numbers(budget, place), row * block, floats, at, block);
        }
        at += block;
      }
    }
    return first.isWhole()
        ? Known.symbolic(first.type(), to, whole, perBatch)
        : Known.floats(first.type(), to, floats);
  }

  static Known unary(Unary.Function function, Known x, Budget budget, Place place)
      throws ModelFormatException {
    plain(x, place);
    double[] values = x.numbers(budget, place);
    budget.fold(values.length, place);
    double[] results = new double[values.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = function.apply(values[i]);
    }
    return of(x.type(), x.shape(), results);
  }

  static Known binary(
      Binary.Function function, Known a, Known b, Shape to, Budget budget, Place place)
      throws ModelFormatException {
    Known left = a.shape().equals(to) ? a : expand(a, to, budget, place);
    Known right = b.shape().equals(to) ? b : expand(b, to, budget, place);
    budget.fold(to.size(), place);
    if (a.isWhole()) {
      return wholeBinary(function, left, right, budget, place);
    }
    double[] x = left.numbers(budget, place);
    double[] y = right.numbers(budget, place);
    double[] results = new double[x.length];
    for (int i = 0; i < results.length; i++) {
      results[i] = function.apply(x[i], y[i]);
    }
    return of(function.isTest() ? ElementType.BOOL : a.type(), to, results);
  }

  private static Known wholeBinary(
      Binary.Function function, Known a, Known b, Budget budget, Place place)
      throws ModelFormatException {
    long[] x = a.whole(budget, place);
    long[] y = b.whole(budget, place);
    long[] results = new long[x.length];
    long[] perBatch = new long[x.length];
    for (int i = 0; i < results.length; i++) {
      long m = a.isSymbolic() ? a.perBatch()[i] : 0;
      long n = b.isSymbolic() ? b.perBatch()[i] : 0;
      switch (function) {
        case ADD -> {
          results[i] = x[i] + y[i];
          perBatch[i] = m + n;
        }
        case SUBTRACT -> {
          results[i] = x[i] - y[i];
          perBatch[i] = m - n;
        }
        case MULTIPLY -> {
          check(m == 0 || n == 0, place);
          results[i] = x[i] * y[i];
          perBatch[i] = m * y[i] + n * x[i];
        }
        case DIVIDE -> {
          check(n == 0 && y[i] != 0 && (m == 0 || (x[i] % y[i] == 0 && m % y[i] == 0)), place);
          results[i] = x[i] / y[i];
          perBatch[i] = m / y[i];
        }
        case EQUAL -> results[i] = equal(x[i] - y[i], m - n, place) ? 1 : 0;
        default -> {
          check(m == 0 && n == 0, place);
          results[i] =
              switch (function) {
                case MINIMUM -> Math.min(x[i], y[i]);
                case MAXIMUM -> Math.max(x[i], y[i]);
                default -> (long) function.apply((double) x[i], (double) y[i]);
              };
        }
      }
    }
    ElementType type = function.isTest() ? ElementType.BOOL : a.type();
    return Known.symbolic(type, a.shape(), results, perBatch);
  }

  /** Whether {@code a + b N} is 0 for every N from 1, if it is not for any. */
  private static boolean equal(long a, long b, Place place) throws ModelFormatException {
    check(b == 0 || Long.signum(a) * Long.signum(b) >= 0, place);
    return a == 0 && b == 0;
  }

  static Known where(Known condition, Known a, Known b, Shape to, Budget budget, Place place)
      throws ModelFormatException {
    plain(condition, place);
    long[] taken = expand(condition, to, budget, place).whole(budget, place);
    Known yes = expand(a, to, budget, place);
    Known no = expand(b, to, budget, place);
    if (!a.isWhole()) {
      double[] x = yes.numbers(budget, place);
      double[] y = no.numbers(budget, place);
      double[] results = new double[taken.length];
      for (int i = 0; i < results.length; i++) {
        results[i] = taken[i] != 0 ? x[i] : y[i];
      }
      return Known.floats(a.type(), to, results);
    }
    long[] results = new long[taken.length];
    long[] perBatch = new long[taken.length];
    for (int i = 0; i < results.length; i++) {
      Known from = taken[i] != 0 ? yes : no;
      results[i] = from.whole(budget, place)[i];
      perBatch[i] = from.isSymbolic() ? from.perBatch()[i] : 0;
    }
    return Known.symbolic(a.type(), to, results, perBatch);
  }

  /** The last dimensions made one number; see {@link Reduce}. */
  static Known reduce(Reduce.Function function, Known x, Shape to, Budget budget, Place place)
      throws ModelFormatException {
    plain(x, place);
    double[] values = x.numbers(budget, place);
    double[] results = new double[Math.toIntExact(to.size())];
    budget.fold(results.length, place);
    int count = results.length == 0 ? 0 : values.length / results.length;
    for (int i = 0; i < results.length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < count; k++) {
        largest = Math.max(largest, values[i * count + k]);
      }
      largest = Double.isInfinite(largest) ? 0 : largest;
      double value = function.start();
      for (int k = 0; k < count; k++) {
        value = function.add(value, values[i * count + k], largest);
      }
      results[i] = function.finish(value, count, largest);
    }
    return of(x.type(), to, results);
  }

  static Known cast(Known x, ElementType to, Budget budget, Place place)
      throws ModelFormatException {
    if (x.type() == to) {
      return x;
    }
    if (x.isWhole() && to.isInteger()) {
      if (x.isSymbolic()) {
        check(to == ElementType.I64 || to == ElementType.I32, place);
        return x.retyped(to);
      }
      long[] values = x.whole(budget, place).clone();
      budget.fold(values.length, place);
      for (int i = 0; i < values.length; i++) {
        values[i] = wrapped(values[i], to);
      }
      return Known.whole(to, x.shape(), values);
    }
    plain(x, place);
    boolean widens =
        to == ElementType.F32 && (x.type() == ElementType.F16 || x.type() == ElementType.BF16);
    if (widens || (to == ElementType.F64 && !x.isWhole())) {
      return x.retyped(to);
    }
    double[] values = x.numbers(budget, place).clone();
    budget.fold(values.length, place);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (to) {
            case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) values[i]));
            case BF16 -> bfloat16((float) values[i]);
            case BOOL -> values[i] != 0 ? 1 : 0;
            default -> values[i];
          };
    }
    return of(to, x.shape(), values);
  }

  /** The nearest number of the upper half of a float32, the even one of two. */
  private static float bfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) {
      return x;
    }
    int odd = (bits >>> 16) & 1;
    return Float.intBitsToFloat((bits + 0x7FFF + odd) & 0xFFFF0000);
  }

  private static long wrapped(long value, ElementType to) {
    return switch (to) {
      case BOOL -> value != 0 ? 1 : 0;
      case U8 -> value & 0xFF;
      case I8 -> (byte) value;
      case U16 -> value & 0xFFFF;
      case I16 -> (short) value;
      case I32 -> (int) value;
      case U32 -> value & 0xFFFF_FFFFL;
      default -> value;
    };
  }

  private static Known of(ElementType type, Shape shape, double[] values) {
    if (!type.isInteger()) {
      return Known.floats(type, shape, values);
    }
    long[] whole = new long[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = wrapped((long) values[i], type);
    }
    return Known.whole(type, shape, whole);
  }

  /** Refuses numbers that depend on the batch where a value is needed. */
  static void plain(Known x, Place place) throws ModelFormatException {
    check(!x.isSymbolic(), place);
  }

  private static void check(boolean known, Place place) throws ModelFormatException {
    if (!known) {
      throw new ModelFormatException(
          WHAT,
          place,
          "whole numbers that can be computed for every batch",
          "ones that depend on its size in another way, or a division by 0");
    }
  }
}
