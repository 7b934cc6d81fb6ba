package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Says at which vector width a run of the registry's tests goes on, and that it is no wider than
 * the run asked for: a cap that the JVM did not know would let every run test the same code.
 */
@Tag("registry")
class VectorWidthTest {
  /**
   * Set by the build's extra runs: the widest vector allowed in bits, 0 where there may be no
   * vectors at all.
   */
  private static final int WIDEST = Integer.getInteger("hayate.test.width", Integer.MAX_VALUE);

  @Test
  void runsAtTheWidthAskedFor() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!present) {
      System.out.println("registry: without jdk.incubator.vector");
      assertEquals(0, WIDEST, "jdk.incubator.vector is absent from a run that wants vectors");
      return;
    }
    int bits = Width.bits();
    System.out.println("registry: float vectors of " + bits + " bits, JVM options " + options());
    assertTrue(bits <= WIDEST || !onX86(), () -> bits + " bits, expected at most " + WIDEST);
  }

  private static boolean onX86() {
    return System.getProperty("os.arch").equals("amd64");
  }

  private static String options() {
    return String.join(
        " ",
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-XX:UseAVX"))
            .toList());
  }

  /** Apart, so that the test loads where the module is absent. */
  private static final class Width {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }
}
