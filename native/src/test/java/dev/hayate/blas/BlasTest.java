package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What C would not notice is refused before it is called. */
class BlasTest {
  private static final int N = 4;

  @BeforeAll
  static void load() {
    LoadedLibrary.assume();
  }

  /** Changes one number of a call that is right. */
  private enum Fault {
    NO_ROWS("a is [0, 4]"),
    NO_COLUMNS("[4, 0]"),
    NO_STEPS("[4, 0]"),
    NEGATIVE("a is [-1, 4]"),
    LDA_BELOW_COLUMNS("a is [4, 4] with rows 3 apart"),
    LDB_BELOW_COLUMNS("b is [4, 4] with rows 3 apart"),
    LDC_BELOW_COLUMNS("c is [4, 4] with rows 3 apart"),
    LDA_BEYOND_MEMORY("a is [4, 4] with rows 5 apart in 64 bytes"),
    SIZE_BEYOND_INT("a is [2147483647, 2147483647]"),
    HEAP("on the heap");

    final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  @Test
  void callsThatDoNotFitAreRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(4L * N * N, 64);
      MemorySegment b = arena.allocate(4L * N * N, 64);
      MemorySegment c = arena.allocate(4L * N * N, 64);
      for (Fault fault : Fault.values()) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> spoiled(fault, a, b, c));
        String message = String.valueOf(refused.getMessage());
        assertTrue(
            message.startsWith("openblas: ") && message.contains(fault.message),
            () -> fault + ": " + message);
      }
    }
  }

  private static void spoiled(Fault fault, MemorySegment a, MemorySegment b, MemorySegment c) {
    int large = Integer.MAX_VALUE;
    switch (fault) {
      case NO_ROWS -> Blas.gemm(false, false, 0, N, N, a, N, b, N, 0, c, N);
      case NO_COLUMNS -> Blas.gemm(false, false, N, 0, N, a, N, b, N, 0, c, N);
      case NO_STEPS -> Blas.gemm(false, false, N, N, 0, a, N, b, N, 0, c, N);
      case NEGATIVE -> Blas.gemv(false, -1, N, a, N, b, 1, 0, c, 1);
      case LDA_BELOW_COLUMNS -> Blas.gemm(false, false, N, N, N, a, N - 1, b, N, 0, c, N);
      case LDB_BELOW_COLUMNS -> Blas.gemm(false, true, N, N, N, a, N, b, N - 1, 0, c, N);
      case LDC_BELOW_COLUMNS -> Blas.gemm(true, false, N, N, N, a, N, b, N, 0, c, N - 1);
      case LDA_BEYOND_MEMORY -> Blas.gemm(false, false, N, N, N, a, N + 1, b, N, 0, c, N);
      case SIZE_BEYOND_INT -> Blas.gemm(false, false, large, N, large, a, large, b, N, 0, c, N);
      case HEAP ->
          Blas.gemm(
              false, false, N, N, N, MemorySegment.ofArray(new float[N * N]), N, b, N, 0, c, N);
    }
  }

  /** Every other element of x, every third of y. */
  @Test
  void vectorsMayHaveSteps() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, -9, 10, -9, 100);
      MemorySegment y = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 7, 8, 9, 10);
      Blas.gemv(false, 2, 3, a, 3, x, 2, 1, y, 3);
      assertArrayEquals(new float[] {328, 8, 9, 664}, y.toArray(ValueLayout.JAVA_FLOAT));
      Blas.gemv(true, 2, 3, a, 3, y, 3, 0, x, 2);
      assertArrayEquals(
          new float[] {328 + 4 * 664, -9, 2 * 328 + 5 * 664, -9, 3 * 328 + 6 * 664},
          x.toArray(ValueLayout.JAVA_FLOAT));
    }
  }

  /** Both sides of the line between the two kinds of calls give the same sums. */
  @Test
  void shortCallsAndOthersAgree() {
    for (int n : new int[] {31, 32, 33, 34}) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment a = arena.allocate(4L * n * n, 64);
        MemorySegment c = arena.allocate(4L * n * n, 64);
        for (int i = 0; i < n * n; i++) {
          a.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % n == i / n ? 2 : 0);
        }
        Blas.gemm(false, true, n, n, n, a, n, a, n, 0, c, n);
        for (int i = 0; i < n * n; i++) {
          assertEquals(i % n == i / n ? 4 : 0, c.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
  }

  @Test
  void memoryThatWasFreedIsRefused() {
    MemorySegment gone;
    try (Arena arena = Arena.ofConfined()) {
      gone = arena.allocate(4L * N * N, 64);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment b = arena.allocate(4L * N * N, 64);
      assertThrows(
          IllegalStateException.class,
          () -> Blas.gemm(false, false, N, N, N, gone, N, b, N, 0, b, N));
    }
  }
}
