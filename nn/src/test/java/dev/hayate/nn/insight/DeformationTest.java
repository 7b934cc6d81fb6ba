package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.activation.Tanh;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.insight.Deformation.Point;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeformationTest {
  @Test
  void aRotationTurnsTheGrid() {
    Model model = Model.sequential(2).linear(2).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = Parameters.allocate(model, arena);
      // y = (-x2, x1): a quarter turn. Memory is [in, out].
      parameters.tensor("0.weight").copyFrom(new float[] {0, 1, -1, 0});
      Deformation turned = Deformation.of(model, parameters);
      Deformation grid = Deformation.none();
      assertEquals(Deformation.LINES, turned.across().size());
      for (int line = 0; line < Deformation.LINES; line++) {
        List<Point> from = grid.across().get(line);
        List<Point> to = turned.across().get(line);
        for (int i = 0; i < from.size(); i++) {
          assertEquals(-from.get(i).y(), to.get(i).x(), 1e-6);
          assertEquals(from.get(i).x(), to.get(i).y(), 1e-6);
        }
      }
    }
  }

  @Test
  void tanhSquashesIntoTheSquare() {
    Deformation squashed = Deformation.random(3, 2, new Tanh(), 5, 1);
    assertTrue(
        squashed.up().stream()
            .flatMap(List::stream)
            .allMatch(point -> Math.abs(point.x()) <= 1 && Math.abs(point.y()) <= 1));
    assertEquals(squashed, Deformation.random(3, 2, new Tanh(), 5, 1));
  }

  @Test
  void refusesOtherSpaces() {
    Model model = Model.sequential(2).linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      assertThrows(IllegalArgumentException.class, () -> Deformation.of(model, parameters));
    }
  }
}
