package dev.hayate.kernels.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.UpdateRule;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What rules and stretches refuse, and rules that no backend knows. */
class RulesTest {
  /** Doubles its weights, and counts how often: a rule from elsewhere. */
  private record Doubling() implements UpdateRule {
    @Override
    public String name() {
      return "Doubling";
    }

    @Override
    public List<String> numbers() {
      return List.of("count");
    }

    @Override
    public void advance(Stretch x) {
      x.number(0, x.number(0) + 1);
    }

    @Override
    public void step(Stretch x) {
      for (long i = 0; i < x.size(); i++) {
        x.weight(i, 2 * x.weight(i));
      }
    }
  }

  @Test
  void aRuleWithoutAPassRunsByItsDefinition() {
    try (Arena arena = Arena.ofConfined();
        Backend backend = Backends.open("scalar", 1)) {
      for (BackendProvider provider : Backends.providers()) {
        if (provider.availability().available()) {
          try (Backend other = provider.open(1)) {
            Tensor w = Tensor.allocate(arena, 1, 19);
            backend.arithmetic().fill(3, w);
            Stretch x = Stretch.of(new Doubling(), w, Tensor.allocate(arena, 1, 19));
            other.updates().step(x.at(1, 1));
            assertEquals(6, w.get(0, 18));
            assertEquals(2, x.number(0));
          }
        }
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Map<String, Executable> settings =
        Map.of(
            "Adam: beta1 is 1.0: expected a number from 0 to below 1",
            () -> new AdamRule(1, 0.9, 0, 0, false, false),
            "AdamW: beta2 is NaN: expected a number from 0 to below 1",
            () -> new AdamRule(0.9, Double.NaN, 0, 0, true, false),
            "RMSprop: epsilon is -1.0: expected a finite number of 0 or more",
            () -> new RmsPropRule(0.9, -1, 0, 0, false),
            "NAdam: momentumDecay is Infinity: expected a finite number of 0 or more",
            () -> new NadamRule(0.9, 0.9, 0, 0, Double.POSITIVE_INFINITY, false),
            "SGD: Nesterov's form needs a momentum and no dampening, found momentum 0.0,"
                + " dampening 0.0",
            () -> new SgdRule(0, 0, 0, true),
            "Rprop: factors 2.0 and 1.2, steps 0.0 to 1.0: expected factors below and above 1,"
                + " and least <= most",
            () -> new RpropRule(2, 1.2, 0, 1));
    settings.forEach(
        (message, make) ->
            assertEquals(message, assertThrows(IllegalArgumentException.class, make).getMessage()));
  }

  @Test
  void aStretchNeedsWhatItsRuleKeeps() {
    try (Arena arena = Arena.ofConfined();
        Backend backend = Backends.open("scalar", 1)) {
      Tensor w = Tensor.allocate(arena, 1, 3);
      Tensor g = Tensor.allocate(arena, 1, 3);
      LionRule rule = new LionRule(0.9, 0.99, 0);
      IllegalArgumentException few =
          assertThrows(IllegalArgumentException.class, () -> Stretch.of(rule, w, g));
      assertEquals(
          "Lion: found 0 tensors and 0 numbers: expected [exp_avg] and []", few.getMessage());
      Stretch x = Stretch.of(rule, w, g, Tensor.allocate(arena, 1, 3));
      IllegalArgumentException early =
          assertThrows(IllegalArgumentException.class, () -> x.at(0.1, 0));
      assertEquals("Lion: step is 0: expected 1 or more", early.getMessage());
      IllegalArgumentException away =
          assertThrows(IllegalArgumentException.class, () -> x.at(Double.NaN, 1));
      assertEquals("Lion: rate is NaN: expected a finite number of 0 or more", away.getMessage());
      assertThrows(IndexOutOfBoundsException.class, () -> x.weight(3));
      assertThrows(IndexOutOfBoundsException.class, () -> x.state(1, 0));
      assertThrows(IllegalArgumentException.class, () -> backend.updates().step(x));
    }
  }
}
