package dev.hayate.nn.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.ForwardingBackend;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelExplorerTest {
  private static final double SHORT = 0.01;

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

  /** The first element of c is off by a little more than its roundings explain. */
  @Test
  void findsOneWrongElement() {
    try (Backend backend = Backends.open(1);
        Arena arena = Arena.ofConfined()) {
      Probe.Trial right = new ProductProbe(7, 9, 30, "NN").open(backend, arena);
      right.run();
      assertTrue(right.residual() <= 1);
      Tensor[] result = new Tensor[1];
      Backend watched = watched(backend, result);
      Probe.Trial wrong = new ProductProbe(7, 9, 30, "NN").open(watched, arena);
      wrong.run();
      result[0].set(0, 0, result[0].get(0, 0) + 1e-3f);
      assertTrue(wrong.residual() > 1);
      result[0].set(0, 0, Float.NaN);
      Finding finding = new Finding("gemm NN", "7x9x30", 1, 1, Double.NaN, 1, wrong.residual());
      assertFalse(finding.passed());
      assertTrue(KernelExplorer.line(finding).endsWith("FAIL"));
    }
  }

  /** A backend whose products note the result that they were given. */
  private static Backend watched(Backend backend, Tensor[] result) {
    Products products =
        new Products() {
          @Override
          protected void multiply(
              Tensor a,
              boolean transposeA,
              Tensor b,
              boolean transposeB,
              boolean accumulate,
              Epilogue epilogue,
              Tensor c) {
            result[0] = c;
            backend.products().gemm(a, transposeA, b, transposeB, accumulate, epilogue, c);
          }

          @Override
          protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
            backend.products().gemm(a, b, epilogue, c);
          }

          @Override
          protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
            return backend.products().pack(b, transposeB, arena);
          }

          @Override
          protected void conclude(Epilogue epilogue, Tensor c) {
            throw new UnsupportedOperationException();
          }
        };
    return new ForwardingBackend("watched", backend) {
      @Override
      public Products products() {
        return products;
      }
    };
  }

  @Test
  void refusesNoTime() {
    try (Backend backend = Backends.open(1)) {
      KernelExplorer explorer = new KernelExplorer(backend);
      assertThrows(IllegalArgumentException.class, () -> explorer.explore(false, 0, finding -> {}));
    }
  }
}
