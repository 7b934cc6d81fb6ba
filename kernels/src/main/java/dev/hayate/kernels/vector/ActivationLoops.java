package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Tanh;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The loop for each activation: one line for each function that has a vector body. A function that
 * has none runs by its definition.
 */
final class ActivationLoops {
  private static final Map<Class<? extends Activation>, Function<Activation, VectorFunction>>
      BODIES =
          Map.of(
              Identity.class, activation -> new IdentityFunction(),
              Relu.class, activation -> new ReluFunction(),
              Sigmoid.class, activation -> new SigmoidFunction(),
              Tanh.class, activation -> new TanhFunction());

  private static final Map<Activation, ActivationLoop> LOOPS = new ConcurrentHashMap<>();

  private ActivationLoops() {}

  /** The loop of an activation, made at the first call for it. */
  static ActivationLoop of(Activation activation) {
    ActivationLoop loop = LOOPS.get(activation);
    return loop == null ? LOOPS.computeIfAbsent(activation, ActivationLoops::make) : loop;
  }

  private static ActivationLoop make(Activation activation) {
    Function<Activation, VectorFunction> body = BODIES.get(activation.getClass());
    return body == null ? new ByDefinition(activation) : load(body.apply(activation));
  }

  private static ActivationLoop load(VectorFunction function) {
    try {
      Class<?> copy =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(template(), function, true)
              .lookupClass();
      return (ActivationLoop) copy.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("activations: a copy of the loop cannot be loaded", e);
    }
  }

  private static byte[] template() {
    String name = ActivationLoopTemplate.class.getSimpleName() + ".class";
    try (InputStream stream = ActivationLoopTemplate.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("activations: class file " + name + " is missing");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("activations: class file " + name + " cannot be read", e);
    }
  }

  /** An activation without a vector body: its definition, element by element. */
  private record ByDefinition(Activation activation) implements ActivationLoop {
    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, long count) {
      for (long i = 0; i < count; i++) {
        float value = x.get(ValueLayout.JAVA_FLOAT, xOffset + i * Float.BYTES);
        y.set(ValueLayout.JAVA_FLOAT, yOffset + i * Float.BYTES, (float) activation.value(value));
      }
    }

    @Override
    public void backward(MemorySegment saved, MemorySegment dy, MemorySegment dx, long count) {
      for (long i = 0; i < count; i++) {
        float kept = saved.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        float gradient = dy.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        dx.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) activation.gradient(kept, gradient));
      }
    }
  }
}
