package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.Registers.LANES;
import static dev.hayate.kernels.vector.Registers.ORDER;

import dev.hayate.kernels.Activation;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The part of an epilogue that the sums could not begin with, over a part of the result that is
 * still in the innermost cache: a bias, an activation, or the gradient of one. Offsets are in
 * bytes. Stateless; safe to share.
 *
 * <p>A strip of a product has many rows of few vectors, and a call for each row would cost more
 * than what it does. So every loop takes vectors that are any distance apart, and goes along the
 * rows or down the columns, whichever takes fewer calls. The loops of activations stand behind
 * method handles as those of {@link ActivationLoop}, for its reasons. The bias has a loop of its
 * own: in one with tanh it is more than C2 takes in.
 */
final class Finish {
  private static final MethodType VALUE =
      MethodType.methodType(void.class, MemorySegment.class, long.class, long.class, int.class);

  private static final MethodType VALUE_TAIL = VALUE.appendParameterTypes(int.class);

  private static final MethodType GRADIENT =
      VALUE.insertParameterTypes(3, MemorySegment.class, long.class, long.class);

  private static final MethodType GRADIENT_TAIL = GRADIENT.appendParameterTypes(int.class);

  private static final Map<Activation, Finish> EACH = new ConcurrentHashMap<>();

  private final MethodHandle value;
  private final MethodHandle valueTail;
  private final MethodHandle gradient;
  private final MethodHandle gradientTail;

  private Finish(MethodHandles.Lookup copy) throws ReflectiveOperationException {
    Class<?> loops = copy.lookupClass();
    value = copy.findStatic(loops, "value", VALUE);
    valueTail = copy.findStatic(loops, "valueTail", VALUE_TAIL);
    gradient = copy.findStatic(loops, "gradient", GRADIENT);
    gradientTail = copy.findStatic(loops, "gradientTail", GRADIENT_TAIL);
  }

  private Finish(Definition definition) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    value = lookup.bind(definition, "value", VALUE);
    valueTail = lookup.bind(definition, "valueTail", VALUE_TAIL);
    gradient = lookup.bind(definition, "gradient", GRADIENT);
    gradientTail = lookup.bind(definition, "gradientTail", GRADIENT_TAIL);
  }

  /** The epilogues of an activation, made at the first call for it. */
  static Finish of(Activation activation) {
    Finish finish = EACH.get(activation);
    return finish == null ? EACH.computeIfAbsent(activation, Finish::make) : finish;
  }

  private static Finish make(Activation activation) {
    Optional<VectorFunction> function = ActivationLoops.function(activation);
    try {
      return function.isEmpty()
          ? new Finish(new Definition(activation))
          : new Finish(Templates.copy(FinishTemplate.class, function.get()));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("epilogues: a loop cannot be called", e);
    }
  }

  /** Adds a bias to every row. */
  static void bias(
      int rows, int cols, MemorySegment bias, long bt, MemorySegment c, long ct, long cRow) {
    int vectors = Lanes.vectors(cols);
    if (rows < vectors) {
      for (int i = 0; i < rows; i++) {
        add(c, ct + i * cRow, BYTES, bias, bt, BYTES, vectors);
      }
    } else {
      for (int j = 0; j < vectors; j++) {
        add(c, ct + j * BYTES, cRow, bias, bt + j * BYTES, 0, rows);
      }
    }
    if (Lanes.tail(cols) > 0) {
      long done = vectors * BYTES;
      addTail(c, ct + done, cRow, bias, bt + done, rows, Lanes.tail(cols));
    }
  }

  private static void add(
      MemorySegment c, long ct, long cStep, MemorySegment bias, long bt, long bStep, int vectors) {
    Lanes.meet(c.isNative(), bias.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER)
          .add(FloatVector.fromMemorySegment(SPECIES, bias, bt, ORDER))
          .intoMemorySegment(c, ct, ORDER);
      ct += cStep;
      bt += bStep;
    }
  }

  private static void addTail(
      MemorySegment c, long ct, long cStep, MemorySegment bias, long bt, int rows, int count) {
    Lanes.meet(c.isNative(), bias.isNative());
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector biases = FloatVector.fromMemorySegment(SPECIES, bias, bt, ORDER, mask);
    for (int i = 0; rows > 0 && i < rows; i++) {
      FloatVector.fromMemorySegment(SPECIES, c, ct, ORDER, mask)
          .add(biases)
          .intoMemorySegment(c, ct, ORDER, mask);
      ct += cStep;
    }
  }

  /** Applies the activation to every element. */
  void activation(int rows, int cols, MemorySegment c, long ct, long cRow) {
    int vectors = Lanes.vectors(cols);
    int tail = Lanes.tail(cols);
    try {
      if (rows < vectors) {
        for (int i = 0; i < rows; i++) {
          value.invokeExact(c, ct + i * cRow, BYTES, vectors);
        }
      } else {
        for (int j = 0; j < vectors; j++) {
          value.invokeExact(c, ct + j * BYTES, cRow, rows);
        }
      }
      if (tail > 0) {
        valueTail.invokeExact(c, ct + vectors * BYTES, cRow, rows, tail);
      }
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /** {@code c = gradient(saved, c)}, element by element. */
  void gradient(
      int rows,
      int cols,
      MemorySegment saved,
      long st,
      long sRow,
      MemorySegment c,
      long ct,
      long cRow) {
    int vectors = Lanes.vectors(cols);
    int tail = Lanes.tail(cols);
    try {
      if (rows < vectors) {
        for (int i = 0; i < rows; i++) {
          gradient.invokeExact(c, ct + i * cRow, BYTES, saved, st + i * sRow, BYTES, vectors);
        }
      } else {
        for (int j = 0; j < vectors; j++) {
          gradient.invokeExact(c, ct + j * BYTES, cRow, saved, st + j * BYTES, sRow, rows);
        }
      }
      if (tail > 0) {
        long done = vectors * BYTES;
        gradientTail.invokeExact(c, ct + done, cRow, saved, st + done, sRow, rows, tail);
      }
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /** An activation without a vector body: its definition, element by element. */
  private record Definition(Activation activation) {
    @SuppressWarnings("UnusedMethod") // called by its name
    void value(MemorySegment c, long ct, long cStep, int rows) {
      valueTail(c, ct, cStep, rows, LANES);
    }

    void valueTail(MemorySegment c, long ct, long cStep, int rows, int count) {
      for (int i = 0; i < rows; i++) {
        for (long at = ct + i * cStep; at < ct + i * cStep + 4L * count; at += 4) {
          c.set(FLOAT, at, (float) activation.value(c.get(FLOAT, at)));
        }
      }
    }

    @SuppressWarnings("UnusedMethod") // called by its name
    void gradient(
        MemorySegment c, long ct, long cStep, MemorySegment saved, long st, long sStep, int rows) {
      gradientTail(c, ct, cStep, saved, st, sStep, rows, LANES);
    }

    void gradientTail(
        MemorySegment c,
        long ct,
        long cStep,
        MemorySegment saved,
        long st,
        long sStep,
        int rows,
        int count) {
      for (int i = 0; i < rows; i++) {
        for (long j = 0; j < 4L * count; j += 4) {
          float kept = saved.get(FLOAT, st + i * sStep + j);
          float dy = c.get(FLOAT, ct + i * cStep + j);
          c.set(FLOAT, ct + i * cStep + j, (float) activation.gradient(kept, dy));
        }
      }
    }
  }
}
