package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.hayate.kernels.scalar.ScalarBackend;
import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardingBackendTest {
  private static final class Plain extends ForwardingBackend {
    Plain(Backend rest) {
      super("plain", rest);
    }
  }

  /** A family that is added to the backends later is forwarded, or this fails. */
  @Test
  void everythingButTheNameIsTheOthers() throws ReflectiveOperationException {
    List<Method> called = new ArrayList<>();
    try (ScalarBackend scalar = new ScalarBackend();
        Arena arena = Arena.ofConfined()) {
      Object[] returned = new Object[1];
      Backend rest =
          (Backend)
              Proxy.newProxyInstance(
                  Backend.class.getClassLoader(),
                  new Class<?>[] {Backend.class},
                  (proxy, method, arguments) -> {
                    called.add(method);
                    returned[0] = method.invoke(scalar, arguments);
                    return returned[0];
                  });
      Backend plain = new Plain(rest);
      assertEquals("plain", plain.name());
      assertEquals(List.of(), called);
      List<Method> methods =
          Arrays.stream(Backend.class.getMethods())
              .filter(method -> !Modifier.isStatic(method.getModifiers()))
              .filter(method -> !method.getName().equals("name"))
              .toList();
      for (Method method : methods) {
        Object found = method.invoke(plain, arguments(method, arena));
        assertSame(returned[0], found, method::toString);
      }
      assertEquals(methods, called);
    }
  }

  private static Object[] arguments(Method method, Arena arena) {
    Map<Class<?>, Object> values =
        Map.of(
            Arena.class,
            arena,
            DType.class,
            DType.F32,
            Shape.class,
            Shape.of(2, 3),
            Tensor.class,
            Tensor.allocate(arena, 2, 3),
            int.class,
            1);
    return Arrays.stream(method.getParameterTypes()).map(values::get).toArray();
  }

  /** Chains of layers go by the products that took the others' place, if they are asked to. */
  @Test
  void layersMayGoByOtherProducts() {
    class Counted extends ForwardingBackend {
      private int asked;

      Counted(Backend rest) {
        super("counted", rest);
      }

      @Override
      public Products products() {
        asked++;
        return super.products();
      }

      @Override
      public Perceptrons perceptrons() {
        return Perceptrons.layered(this);
      }
    }

    try (Counted backend = new Counted(new ScalarBackend());
        Arena arena = Arena.ofConfined()) {
      Dense layer = new Dense(Tensor.of(arena, Shape.of(1, 1), new float[] {2}), Epilogue.NONE);
      Perceptrons perceptrons = backend.perceptrons();
      Perceptron packed = perceptrons.pack(List.of(layer, layer), WeightType.F32, arena);
      Tensor y = Tensor.allocate(arena, 1, 1);
      Tensor scratch = Tensor.allocate(arena, packed.scratch(1));
      perceptrons.bind(Tensor.of(arena, Shape.of(1, 1), new float[] {3}), packed, scratch, y).run();
      assertEquals(12, y.get(0, 0));
      assertEquals(3, backend.asked, "two to pack, one to bind");
    }
  }
}
