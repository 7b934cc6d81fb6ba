package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.loss.AbsoluteError;
import dev.hayate.kernels.loss.BinaryCrossEntropy;
import dev.hayate.kernels.loss.Hinge;
import dev.hayate.kernels.loss.HingeEmbedding;
import dev.hayate.kernels.loss.Huber;
import dev.hayate.kernels.loss.KlDivergence;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.PoissonLikelihood;
import dev.hayate.kernels.loss.SmoothL1;
import dev.hayate.kernels.loss.SoftMargin;
import dev.hayate.kernels.loss.SquaredError;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs one loss over memory, behind method handles as {@link ActivationLoop}. A tail runs by the
 * loss's definition: masked, its body would be more than C2 takes in. Safe to share.
 */
final class PointLossLoop {
  private static final MethodType SUM =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          int.class,
          float[].class);

  private static final MethodType GRADIENT =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          int.class,
          float.class);

  private static final Map<PointLoss, Optional<PointLossLoop>> LOOPS = new ConcurrentHashMap<>();

  private final PointLoss loss;
  private final MethodHandle sum;
  private final MethodHandle gradient;

  private PointLossLoop(PointLoss loss, MethodHandles.Lookup copy)
      throws ReflectiveOperationException {
    this.loss = loss;
    sum = copy.findStatic(copy.lookupClass(), "sum", SUM);
    gradient = copy.findStatic(copy.lookupClass(), "gradient", GRADIENT);
  }

  /** The loop of a loss, made at the first call for it; none if it has no vector body. */
  static Optional<PointLossLoop> of(PointLoss loss) {
    Optional<PointLossLoop> loop = LOOPS.get(loss);
    return loop == null ? LOOPS.computeIfAbsent(loss, PointLossLoop::make) : loop;
  }

  private static Optional<PointLossLoop> make(PointLoss loss) {
    return switch (loss) {
      case SquaredError f -> Optional.of(load(loss, new SquaredErrorBody()));
      case AbsoluteError f -> Optional.of(load(loss, new AbsoluteErrorBody()));
      case Huber f -> Optional.of(load(loss, new BowlBody(f.delta(), f.delta(), 1)));
      case SmoothL1 f when f.beta() > 0 ->
          Optional.of(load(loss, new BowlBody(f.beta(), 1, f.beta())));
      case BinaryCrossEntropy f -> Optional.of(load(loss, new CrossEntropyBody()));
      case LogitCrossEntropy f when f.positive().isEmpty() ->
          Optional.of(load(loss, new LogitCrossEntropyBody()));
      case KlDivergence f ->
          Optional.of(load(loss, f.logTarget() ? new LogDivergenceBody() : new DivergenceBody()));
      case PoissonLikelihood f when f.logInput() ->
          Optional.of(load(loss, f.full() ? new FullLogRateBody() : new LogRateBody()));
      case PoissonLikelihood f when !f.full() -> Optional.of(load(loss, new RateBody(f.epsilon())));
      case SoftMargin f -> Optional.of(load(loss, new SoftMarginBody()));
      case Hinge f -> Optional.of(load(loss, new HingeBody(f.power() == 2)));
      case HingeEmbedding f -> Optional.of(load(loss, new HingeEmbeddingBody(f.margin())));
      default -> Optional.empty();
    };
  }

  private static PointLossLoop load(PointLoss loss, VectorPointLoss body) {
    try {
      byte[] template = ActivationLoops.classFile(PointLossTemplate.class);
      return new PointLossLoop(
          loss, MethodHandles.lookup().defineHiddenClassWithClassData(template, body, true));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("losses: a copy of the loop cannot be loaded", e);
    }
  }

  /**
   * The sum of the losses of {@code count} elements from an offset in bytes.
   *
   * @param lanes the thread's array
   */
  double sum(MemorySegment x, MemorySegment target, long at, int count, float[] lanes) {
    int vectors = Lanes.vectors(count);
    double total = 0;
    try {
      if (vectors > 0) {
        sum.invokeExact(x, target, at, vectors, lanes);
        total = Lanes.sum(lanes);
      }
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
    long end = at + (long) count * Float.BYTES;
    for (long i = at + (long) vectors * Lanes.BYTES; i < end; i += Float.BYTES) {
      total += loss.value(x.get(FLOAT, i), target.get(FLOAT, i), 0);
    }
    return total;
  }

  /** {@code dx = factor gradient(x, target)} of {@code count} elements from an offset in bytes. */
  void gradient(
      MemorySegment x, MemorySegment target, MemorySegment dx, long at, int count, float factor) {
    int vectors = Lanes.vectors(count);
    try {
      if (vectors > 0) {
        gradient.invokeExact(x, target, dx, at, vectors, factor);
      }
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
    long end = at + (long) count * Float.BYTES;
    for (long i = at + (long) vectors * Lanes.BYTES; i < end; i += Float.BYTES) {
      double slope = loss.gradient(x.get(FLOAT, i), target.get(FLOAT, i), 0);
      dx.set(FLOAT, i, (float) (factor * slope));
    }
  }
}
