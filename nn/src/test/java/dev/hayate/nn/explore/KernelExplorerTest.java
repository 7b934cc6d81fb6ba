package dev.hayate.nn.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelExplorerTest {
  private static final double SHORT = 0.01;

  /** Larger products take seconds before they are compiled. */
  private static final double QUICK = 2.5e9;

  @Test
  void measuresEveryKernelAndFindsItRight() {
    List<Finding> findings = new ArrayList<>();
    try (Backend backend = Backends.open(1)) {
      new KernelExplorer(backend).explore(false, SHORT, findings::add);
    }
    assertEquals(KernelExplorer.count(false), findings.size());
    for (Finding finding : findings) {
      assertTrue(finding.passed(), finding::toString);
      assertTrue(finding.seconds() > 0 && finding.share() > 0, finding::toString);
      assertEquals(
          finding.operation().startsWith("gemm"),
          Double.isNaN(finding.gigabytes()),
          finding::toString);
      assertTrue(KernelExplorer.line(finding).endsWith("PASS"), finding::toString);
    }
  }

  /** An element is off by a little more than its roundings explain, or not a number. */
  @Test
  void findsOneElementThatIsSlightlyOff() {
    Probe probe = new ProductProbe(7, 9, 30, "NN");
    try (Backend right = Backends.open(1)) {
      assertTrue(residual(probe, right) <= 1);
      assertTrue(residual(probe, new WrongProducts(right, x -> x + 1e-3f)) > 1);
      assertTrue(Double.isNaN(residual(probe, new WrongProducts(right, x -> Float.NaN))));
    }
  }

  /** A tile's last element that is left out, in products of all forms and most sizes. */
  @Test
  void findsOneElementOfAnyProduct() {
    try (Backend right = Backends.open(1)) {
      Backend wrong = new WrongProducts(right, x -> 0);
      for (Probe probe : Probes.all()) {
        if (probe instanceof ProductProbe && probe.flops() < QUICK) {
          assertTrue(residual(probe, wrong) > 1, probe::toString);
        }
      }
    }
  }

  /** A last element that is left as it was, in every operand that is written. */
  @Test
  void findsOneElementOfAnyPass() {
    try (Backend right = Backends.open(1)) {
      for (Probe probe : Probes.all()) {
        if (probe instanceof ElementProbe pass) {
          assertTrue(residual(pass, right) <= 1, probe::toString);
          assertTrue(residual(leavingTheLast(pass), right) > 1, probe::toString);
        }
      }
    }
  }

  private static ElementProbe leavingTheLast(ElementProbe pass) {
    return new ElementProbe(
        pass.operation(),
        pass.rows(),
        pass.cols(),
        pass.operands(),
        pass.positive(),
        pass.passes(),
        pass.bound(),
        (backend, operands) -> {
          int row = pass.rows() - 1;
          int col = pass.cols() - 1;
          List<Float> before = operands.stream().map(operand -> operand.get(row, col)).toList();
          pass.call().run(backend, operands);
          for (int i = 0; i < operands.size() && !backend.name().equals("scalar"); i++) {
            operands.get(i).set(row, col, before.get(i));
          }
        });
  }

  private static double residual(Probe probe, Backend backend) {
    try (Arena arena = Arena.ofConfined()) {
      Probe.Trial trial = probe.open(backend, arena);
      trial.run();
      return trial.residual();
    }
  }

  @Test
  void aLineFitsIntoEightyColumns() {
    Finding finding =
        new Finding("gemm packed", "4096x4096x128", 1.2345e-2, 1234.5, Double.NaN, 1, Double.NaN);
    assertFalse(finding.passed());
    assertTrue(KernelExplorer.line(finding).endsWith("FAIL"));
    assertEquals(KernelExplorer.TITLE.length() - 2, KernelExplorer.line(finding).length());
    assertTrue(KernelExplorer.TITLE.length() < 80);
  }

  @Test
  void refusesNoTime() {
    try (Backend backend = Backends.open(1)) {
      KernelExplorer explorer = new KernelExplorer(backend);
      assertThrows(IllegalArgumentException.class, () -> explorer.explore(false, 0, finding -> {}));
    }
  }
}
