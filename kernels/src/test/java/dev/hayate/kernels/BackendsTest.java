package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("registry")
class BackendsTest {
  private static final boolean VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void theBestIsTakenAndAMissingBetterOneIsLogged() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.hayate.kernels");
    logger.addHandler(handler);
    try (Backend backend = Backends.open()) {
      assertEquals(VECTORS ? "vector" : "scalar", backend.name());
      assertEquals(1, backend.threads());
    } finally {
      logger.removeHandler(handler);
    }
    if (VECTORS) {
      assertEquals(List.of(), lines);
    } else {
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.getFirst().contains("--add-modules jdk.incubator.vector"), lines::toString);
    }
  }

  @Test
  void aForcedChoiceIsKeptOrFails() {
    System.setProperty(Backends.PROPERTY, "scalar");
    try (Backend backend = Backends.open(2)) {
      assertEquals("scalar", backend.name());
    } finally {
      System.clearProperty(Backends.PROPERTY);
    }
    var unknown =
        assertThrows(IllegalArgumentException.class, () -> Backends.open("abacus", 1).close());
    assertTrue(String.valueOf(unknown.getMessage()).contains("vector, scalar"));
    if (!VECTORS) {
      var absent =
          assertThrows(IllegalStateException.class, () -> Backends.open("vector", 1).close());
      assertTrue(String.valueOf(absent.getMessage()).contains("--add-modules"));
    }
    assertThrows(IllegalArgumentException.class, () -> Backends.open("scalar", 0).close());
    assertThrows(IllegalArgumentException.class, () -> Backends.open(0).close());
  }

  @Test
  void copiesInAndOut() {
    try (Backend backend = Backends.open();
        Arena arena = Arena.ofConfined()) {
      Tensor host = Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4);
      Tensor tensor = backend.allocate(arena, DType.F32, Shape.of(4));
      backend.upload(host, tensor);
      Tensor back = Tensor.allocate(arena, 2, 2);
      backend.download(tensor, back);
      assertArrayEquals(host.toFloats(), back.toFloats());
      Tensor small = Tensor.allocate(arena, 3);
      assertThrows(IllegalArgumentException.class, () -> backend.upload(host, small));
      assertThrows(IllegalArgumentException.class, () -> backend.download(host, small));
    }
  }
}
