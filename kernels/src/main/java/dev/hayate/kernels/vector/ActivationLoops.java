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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
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
    return switch (activation) {
      case Identity f -> load(new IdentityFunction());
      case Relu f -> load(new ReluFunction());
      case LeakyRelu f -> load(new LeakyReluFunction(f.slope()));
      case Elu f -> load(new EluFunction(1, f.alpha(), 1));
      case Selu f -> load(new EluFunction(Selu.SCALE, Selu.SCALE * Selu.ALPHA, 1));
      case Celu f -> load(new EluFunction(1, f.alpha(), 1 / f.alpha()));
      case Gelu f -> load(new GeluFunction());
      case GeluTanh f -> load(new GeluTanhFunction());
      case Silu f -> load(new SiluFunction());
      case Mish f -> load(new MishFunction());
      case Softplus f -> load(new SoftplusFunction(f.beta(), f.threshold()));
      case Softsign f -> load(new SoftsignFunction());
      case Sigmoid f -> load(new SigmoidFunction());
      case LogSigmoid f -> load(new LogSigmoidFunction());
      case Tanh f -> load(new TanhFunction());
      case Hardtanh f -> load(new HardtanhFunction(f.low(), f.high()));
      case Hardsigmoid f -> load(new HardsigmoidFunction());
      case Hardswish f -> load(new HardswishFunction());
      case Softshrink f -> load(new SoftshrinkFunction(f.lambda()));
      case Hardshrink f -> load(new HardshrinkFunction(f.lambda()));
      case Tanhshrink f -> load(new TanhshrinkFunction());
      case Threshold f -> load(new ThresholdFunction(f.threshold(), f.value()));
      default -> byDefinition(activation);
    };
  }

  private static ActivationLoop load(VectorFunction function) {
    try {
      return loop(
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(
                  classFile(ActivationLoopTemplate.class), function, true));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("activations: a copy of the loop cannot be loaded", e);
    }
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

  /** The class file of a template. */
  static byte[] classFile(Class<?> template) {
    String name = template.getSimpleName() + ".class";
    try (InputStream stream = template.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("vector: class file " + name + " is missing");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("vector: class file " + name + " cannot be read", e);
    }
  }

  /** An activation without a vector body: its definition, element by element. */
  private static ActivationLoop byDefinition(Activation activation) {
    Definition definition = new Definition(activation);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      return new ActivationLoop(
          lookup.bind(definition, "forwardVectors", FORWARD),
          lookup.bind(definition, "forward", FORWARD),
          lookup.bind(definition, "backwardVectors", BACKWARD),
          lookup.bind(definition, "backward", BACKWARD_TAIL));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("activations: a definition cannot be called", e);
    }
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
