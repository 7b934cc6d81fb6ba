package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loop for each activation: one line for each function that has a vector body. A function that
 * has none runs by its definition.
 */
final class ActivationLoops {
  private static final MethodType FORWARD =
      MethodType.methodType(
          void.class, MemorySegment.class, long.class, MemorySegment.class, long.class, int.class);

  private static final MethodType BACKWARD =
      MethodType.methodType(
          void.class, MemorySegment.class, MemorySegment.class, MemorySegment.class, int.class);

  private static final MethodType BACKWARD_TAIL = BACKWARD.insertParameterTypes(3, long.class);

  private static final Map<Activation, ActivationLoop> LOOPS = new ConcurrentHashMap<>();

  private ActivationLoops() {}

  /** The loop of an activation, made at the first call for it. */
  static ActivationLoop of(Activation activation) {
    ActivationLoop loop = LOOPS.get(activation);
    return loop == null ? LOOPS.computeIfAbsent(activation, ActivationLoops::make) : loop;
  }

  private static ActivationLoop make(Activation activation) {
    Optional<VectorFunction> function = function(activation);
    try {
      return function.isEmpty()
          ? byDefinition(activation)
          : loop(Templates.copy(ActivationLoopTemplate.class, function.get()));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("activations: a loop cannot be called", e);
    }
  }

  /** The body of an activation, if it has one. */
  static Optional<VectorFunction> function(Activation activation) {
    return switch (activation) {
      case Identity f -> Optional.of(new IdentityFunction());
      case Relu f -> Optional.of(new ReluFunction());
      case LeakyRelu f -> Optional.of(new LeakyReluFunction(f.slope()));
      case Elu f -> Optional.of(new EluFunction(1, f.alpha(), 1));
      case Selu f -> Optional.of(new EluFunction(Selu.SCALE, Selu.SCALE * Selu.ALPHA, 1));
      case Celu f -> Optional.of(new EluFunction(1, f.alpha(), 1 / f.alpha()));
      case Gelu f -> Optional.of(new GeluFunction());
      case GeluTanh f -> Optional.of(new GeluTanhFunction());
      case Silu f -> Optional.of(new SiluFunction());
      case Mish f -> Optional.of(new MishFunction());
      case Softplus f -> Optional.of(new SoftplusFunction(f.beta(), f.threshold()));
      case Softsign f -> Optional.of(new SoftsignFunction());
      case Sigmoid f -> Optional.of(new SigmoidFunction());
      case LogSigmoid f -> Optional.of(new LogSigmoidFunction());
      case Tanh f -> Optional.of(new TanhFunction());
      case Hardtanh f -> Optional.of(new HardtanhFunction(f.low(), f.high()));
      case Hardsigmoid f -> Optional.of(new HardsigmoidFunction());
      case Hardswish f -> Optional.of(new HardswishFunction());
      case Softshrink f -> Optional.of(new SoftshrinkFunction(f.lambda()));
      case Hardshrink f -> Optional.of(new HardshrinkFunction(f.lambda()));
      case Tanhshrink f -> Optional.of(new TanhshrinkFunction());
      case Threshold f -> Optional.of(new ThresholdFunction(f.threshold(), f.value()));
      default -> Optional.empty();
    };
  }

  private static ActivationLoop loop(MethodHandles.Lookup copy)
      throws ReflectiveOperationException {
    Class<?> loop = copy.lookupClass();
    return new ActivationLoop(
        copy.findStatic(loop, "forward", FORWARD),
        copy.findStatic(loop, "forwardTail", FORWARD),
        copy.findStatic(loop, "backward", BACKWARD),
        copy.findStatic(loop, "backwardTail", BACKWARD_TAIL));
  }

  /** An activation without a vector body: its definition, element by element. */
  private static ActivationLoop byDefinition(Activation activation)
      throws ReflectiveOperationException {
    Definition definition = new Definition(activation);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    return new ActivationLoop(
        lookup.bind(definition, "forwardVectors", FORWARD),
        lookup.bind(definition, "forward", FORWARD),
        lookup.bind(definition, "backwardVectors", BACKWARD),
        lookup.bind(definition, "backward", BACKWARD_TAIL));
  }

  private record Definition(Activation activation) {
    @SuppressWarnings("UnusedMethod") // called by its name
    void forwardVectors(MemorySegment x, long from, MemorySegment y, long to, int vectors) {
      forward(x, from, y, to, vectors * Lanes.COUNT);
    }

    void forward(MemorySegment x, long from, MemorySegment y, long to, int count) {
      for (long i = 0; i < count; i++) {
        float value = x.get(ValueLayout.JAVA_FLOAT, from + i * Float.BYTES);
        y.set(ValueLayout.JAVA_FLOAT, to + i * Float.BYTES, (float) activation.value(value));
      }
    }

    @SuppressWarnings("UnusedMethod") // called by its name
    void backwardVectors(MemorySegment saved, MemorySegment dy, MemorySegment dx, int vectors) {
      backward(saved, dy, dx, 0, vectors * Lanes.COUNT);
    }

    void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long at, int count) {
      for (long i = 0; i < count; i++) {
        long place = at + i * Float.BYTES;
        float kept = saved.get(ValueLayout.JAVA_FLOAT, place);
        float gradient = dy.get(ValueLayout.JAVA_FLOAT, place);
        dx.set(ValueLayout.JAVA_FLOAT, place, (float) activation.gradient(kept, gradient));
      }
    }
  }
}
