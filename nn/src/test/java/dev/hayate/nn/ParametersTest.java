package dev.hayate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** Values that are taken from elsewhere fit, or are refused. */
class ParametersTest {
  @Test
  void valuesAreThoseOfAModelOfTheSameParameters() {
    try (Arena arena = Arena.ofConfined()) {
      Model model = Model.sequential(3).linear(4).linear(3).build();
      Parameters parameters = model.initialize(arena, 1);
      Parameters same =
          Model.sequential(3).linear(4).linear(3).build().initialize(arena, 2).copy(arena);
      same.copyFrom(parameters);
      assertArrayEquals(parameters.flat().toFloats(), same.flat().toFloats());
      // As many names, and as much memory.
      Parameters other = Model.sequential(3).linear(3).linear(3).build().initialize(arena, 1);
      assertEquals(other.flat().size(), parameters.flat().size());
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> other.copyFrom(parameters))
                  .getMessage());
      assertTrue(message.contains("expected [0.weight [3, 3], "), message);
      assertTrue(message.contains("found [0.weight [4, 3], "), message);
    }
  }

  @Test
  void aParameterIsLoadedFromDenseFloatsOfItsShape() {
    try (Arena arena = Arena.ofConfined()) {
      Parameters parameters =
          Parameters.allocate(Model.sequential(2).linear(2).linear(2).build(), arena);
      Parameters.Entry weight = parameters.entries().iterator().next();
      Parameters.load(weight, Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4));
      assertArrayEquals(new float[] {1, 3, 2, 4}, parameters.tensor("0.weight").toFloats());
      Tensor[] wrong = {
        Tensor.allocate(arena, 4),
        Tensor.allocate(arena, DType.I32, Shape.of(2, 2)),
        Tensor.allocate(arena, 2, 3).columns(1, 2),
      };
      for (Tensor values : wrong) {
        String message =
            String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Parameters.load(weight, values))
                    .getMessage());
        assertTrue(message.startsWith("parameter 0.weight: expected "), message);
      }
      assertThrows(IllegalArgumentException.class, () -> parameters.tensor("2.weight"));
    }
  }
}
