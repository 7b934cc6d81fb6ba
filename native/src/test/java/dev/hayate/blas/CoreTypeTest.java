package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoreTypeTest {
  private static final Set<String> AVX2 = Set.of("ssse3", "sse4_1", "sse4_2", "avx", "avx2", "fma");
  private static final Set<String> AVX512 = wide();

  private static Set<String> wide() {
    Set<String> features = new HashSet<>(AVX2);
    features.addAll(Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));
    return features;
  }

  @Test
  void kernelsThatTheProcessorCannotRunAreRefused() {
    assertThrows(LibraryException.class, () -> CoreType.refuse("x", "SkylakeX", AVX2));
    assertThrows(LibraryException.class, () -> CoreType.refuse("x", "Cooperlake", AVX512));
    assertThrows(LibraryException.class, () -> CoreType.refuse("x", "Bulldozer", AVX512));
    assertDoesNotThrow(() -> CoreType.refuse("x", "SKYLAKEX", AVX512));
    assertDoesNotThrow(() -> CoreType.refuse("x", "Haswell", AVX2));
    assertDoesNotThrow(() -> CoreType.refuse("x", "Prescott", AVX2));
  }

  @Test
  void aTypeThatIsNoneIsRefusedWithThoseThereAre() {
    LibraryException refused =
        assertThrows(LibraryException.class, () -> CoreType.refuse("x=Abacus", "Abacus", AVX2));
    assertTrue(String.valueOf(refused.getMessage()).contains("x=Abacus"));
    assertTrue(refused.remedy().contains("haswell"), refused.remedy());
  }

  @Test
  void whereTheProcessorIsUnknownNothingIsRefused() {
    assertDoesNotThrow(() -> CoreType.refuse("x", "NeoverseV1", Set.of()));
  }

  @Test
  void adviceNamesTheCauseAndTheRemedy() {
    String inherited = CoreType.advice("Haswell", "OpenBLAS 9", AVX512, "Haswell", "");
    assertTrue(inherited.contains("OPENBLAS_CORETYPE=Haswell"), inherited);
    assertTrue(inherited.contains("-Dhayate.openblas.core=auto"), inherited);
    String old = CoreType.advice("Zen", "OpenBLAS 0.2", AVX512, "", "");
    assertTrue(old.contains("OpenBLAS 0.2 does not know this processor"), old);
    assertTrue(old.contains("-Dhayate.openblas.core=SkylakeX"), old);
    String cache = CoreType.advice("SkylakeX", "OpenBLAS 9", AVX512, "", "512");
    assertTrue(cache.contains("OPENBLAS_L2_SIZE=512"), cache);
  }

  @Test
  void noAdviceWhereAllIsWell() {
    assertEquals("", CoreType.advice("SkylakeX", "OpenBLAS 9", AVX512, "", ""));
    assertEquals("", CoreType.advice("Cooperlake", "OpenBLAS 9", AVX512, "Cooperlake", ""));
    assertEquals("", CoreType.advice("Haswell", "OpenBLAS 9", AVX2, "Haswell", ""));
    assertEquals("", CoreType.advice("Haswell", "OpenBLAS 9", Set.of(), "", ""));
  }

  @Test
  void anInheritedTypeIsReportedWithTheRemedy() throws Exception {
    assumeWide();
    ChildJvm.Outcome outcome = ChildJvm.run(Map.of("OPENBLAS_CORETYPE", "Haswell"));
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(outcome.output().contains("kernels for Haswell"), outcome::output);
    String line =
        outcome.output().lines().filter(text -> text.startsWith("WARNING: openblas:")).toList()
            + "";
    assertTrue(line.contains("unset it"), outcome::output);
  }

  @Test
  void theSettingPrevailsOverWhatIsInherited() throws Exception {
    assumeWide();
    Map<String, String> inherited =
        Map.of("OPENBLAS_CORETYPE", "Haswell", "OPENBLAS_L2_SIZE", "512");
    ChildJvm.Outcome auto = ChildJvm.run(inherited, "-D" + CoreType.PROPERTY + "=auto");
    assertTrue(auto.output().contains(ChildJvm.WORKED), auto::output);
    assertFalse(auto.output().contains("kernels for Haswell"), auto::output);
    assertFalse(auto.output().contains("unset it"), auto::output);
    ChildJvm.Outcome named = ChildJvm.run(inherited, "-D" + CoreType.PROPERTY + "=SkylakeX");
    assertTrue(named.output().contains("kernels for SkylakeX"), named::output);
  }

  @Test
  void aTypeThatWouldEndTheJvmIsRefused() throws Exception {
    assumeWide();
    assumeTrue(
        !Processor.FEATURES.contains("fma4"), "native: this processor runs Bulldozer's kernels");
    for (ChildJvm.Outcome outcome :
        new ChildJvm.Outcome[] {
          ChildJvm.run(Map.of("OPENBLAS_CORETYPE", "Bulldozer")),
          ChildJvm.run(Map.of(), "-D" + CoreType.PROPERTY + "=Bulldozer")
        }) {
      assertEquals(0, outcome.status(), outcome::output);
      assertTrue(
          outcome.output().contains(ChildJvm.REFUSED)
              && outcome.output().contains("Bulldozer: this processor cannot run"),
          outcome::output);
    }
  }

  private static void assumeWide() {
    assumeTrue(
        Processor.FEATURES.contains("avx512f"), "native: this processor is not known for AVX-512");
  }
}
