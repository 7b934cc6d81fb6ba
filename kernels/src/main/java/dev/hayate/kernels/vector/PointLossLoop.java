package dev.hayate.kernels.vector;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Weights;
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
 * Runs one loss over whole vectors, behind method handles as {@link ActivationLoop}. Safe to share.
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

  private static final MethodType WEIGHTED_SUM =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          int.class,
          int.class,
          float[].class);

  private static final MethodType PARTS =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          int.class,
          int.class);

  private static final MethodType VALUES =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          int.class,
          int.class);

  private static final MethodType WEIGHTED_GRADIENT =
      MethodType.methodType(
          void.class,
          MemorySegment.class,
          MemorySegment.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          MemorySegment.class,
          long.class,
          int.class,
          int.class,
          float.class);

  /** See {@link PointLossTemplate}. */
  private static final int STEP = 1;

  private static final PointLoss LOGITS = new LogitCrossEntropy(Weights.NONE);

  private static final Map<PointLoss, Optional<PointLossLoop>> LOOPS = new ConcurrentHashMap<>();

  private final boolean isLong;
  private final boolean isStaged;
  private final MethodHandle sum;
  private final MethodHandle gradient;
  private final MethodHandle weightedSum;
  private final MethodHandle parts;
  private final MethodHandle values;
  private final MethodHandle weightedGradient;

  private PointLossLoop(VectorPointLoss body) throws ReflectiveOperationException {
    MethodHandles.Lookup copy = Templates.copy(PointLossTemplate.class, body);
    isLong = body.isLong();
    isStaged = body instanceof VectorStagedLoss;
    sum = copy.findStatic(copy.lookupClass(), "sum", SUM);
    gradient = copy.findStatic(copy.lookupClass(), "gradient", GRADIENT);
    weightedSum = copy.findStatic(copy.lookupClass(), "weightedSum", WEIGHTED_SUM);
    parts = copy.findStatic(copy.lookupClass(), "parts", PARTS);
    values = copy.findStatic(copy.lookupClass(), "values", VALUES);
    weightedGradient = copy.findStatic(copy.lookupClass(), "weightedGradient", WEIGHTED_GRADIENT);
  }

  /**
   * The loop of a loss, made at the first call for it; none if it has no vector body. Losses that
   * differ in their {@link #settings} alone share it.
   */
  static Optional<PointLossLoop> of(PointLoss loss) {
    PointLoss key = loss instanceof LogitCrossEntropy ? LOGITS : loss;
    Optional<PointLossLoop> loop = LOOPS.get(key);
    return loop == null ? LOOPS.computeIfAbsent(key, PointLossLoop::make) : loop;
  }

  /** What a loss has for each column, if anything. */
  static Weights settings(PointLoss loss) {
    return loss instanceof LogitCrossEntropy f ? f.positive() : Weights.NONE;
  }

  private static Optional<PointLossLoop> make(PointLoss loss) {
    return switch (loss) {
      case SquaredError f -> Optional.of(load(new SquaredErrorBody()));
      case AbsoluteError f -> Optional.of(load(new AbsoluteErrorBody()));
      case Huber f -> Optional.of(load(new BowlBody(f.delta(), f.delta(), 1)));
      case SmoothL1 f when f.beta() > 0 -> Optional.of(load(new BowlBody(f.beta(), 1, f.beta())));
      case BinaryCrossEntropy f -> Optional.of(load(new CrossEntropyBody()));
      case LogitCrossEntropy f -> Optional.of(load(new LogitCrossEntropyBody()));
      case KlDivergence f ->
          Optional.of(load(f.logTarget() ? new LogDivergenceBody() : new DivergenceBody()));
      case PoissonLikelihood f when f.logInput() ->
          Optional.of(load(f.full() ? new FullLogRateBody() : new LogRateBody()));
      case PoissonLikelihood f when !f.full() -> Optional.of(load(new RateBody(f.epsilon())));
      case SoftMargin f -> Optional.of(load(new SoftMarginBody()));
      case Hinge f -> Optional.of(load(new HingeBody(f.power() == 2)));
      case HingeEmbedding f -> Optional.of(load(new HingeEmbeddingBody(f.margin())));
      default -> Optional.empty();
    };
  }

  private static PointLossLoop load(VectorPointLoss body) {
    try {
      return new PointLossLoop(body);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("losses: a copy of the loop cannot be loaded", e);
    }
  }

  /** Whether losses have to be put somewhere before they are added up. */
  boolean isLong() {
    return isLong;
  }

  /**
   * The sum of the losses of whole vectors, from an offset in bytes; not for long ones.
   *
   * @param lanes where the sum's lanes are put: the thread's array
   */
  void sum(MemorySegment x, MemorySegment target, long at, int vectors, float[] lanes) {
    try {
      sum.invokeExact(x, target, at, vectors, lanes);
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /** {@code dx = factor gradient(x, target)} of whole vectors, from an offset in bytes. */
  void gradient(
      MemorySegment x, MemorySegment target, MemorySegment dx, long at, int vectors, float factor) {
    try {
      gradient.invokeExact(x, target, dx, at, vectors, factor);
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /**
   * The sum of losses, each of them multiplied by a factor; not of long ones.
   *
   * @param settings what the loss has for each column; ones if nothing
   * @param lanes where the sum's lanes are put: the thread's array
   */
  void weightedSum(
      MemorySegment x,
      MemorySegment target,
      long at,
      MemorySegment factors,
      long factorsAt,
      MemorySegment settings,
      long settingsAt,
      int vectors,
      float[] lanes) {
    try {
      weightedSum.invokeExact(
          x, target, at, factors, factorsAt, settings, settingsAt, vectors, STEP, lanes);
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /**
   * The losses of whole vectors, from an offset in bytes.
   *
   * @param settings what the loss has for each column; ones if nothing
   */
  void values(
      MemorySegment x,
      MemorySegment target,
      long at,
      MemorySegment settings,
      long settingsAt,
      MemorySegment to,
      long toAt,
      int vectors) {
    try {
      if (isStaged) {
        parts.invokeExact(x, target, at, to, toAt, vectors, STEP);
        values.invokeExact(x, target, at, to, toAt, to, toAt, vectors, STEP);
      } else {
        values.invokeExact(x, target, at, settings, settingsAt, to, toAt, vectors, STEP);
      }
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }

  /** The gradient of {@link #weightedSum}, multiplied by a factor more. */
  void weightedGradient(
      MemorySegment x,
      MemorySegment target,
      MemorySegment dx,
      long at,
      MemorySegment factors,
      long factorsAt,
      MemorySegment settings,
      long settingsAt,
      int vectors,
      float factor) {
    try {
      weightedGradient.invokeExact(
          x, target, dx, at, factors, factorsAt, settings, settingsAt, vectors, STEP, factor);
    } catch (Throwable e) {
      throw ActivationLoop.thrown(e);
    }
  }
}
