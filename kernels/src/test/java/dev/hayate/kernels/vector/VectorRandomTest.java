package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarRandom;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Vectors give the random numbers that one at a time gives, bit for bit. */
class VectorRandomTest {
  private static final Random SCALAR = new ScalarRandom();
  private static final long SEED = 0x8123456789ABCDEFL;
  private static final long STREAM = 0xFEDCBA9876543210L;
  private static final int[] SIZES = {0, 1, 3, 15, 64, 100, 4095, 4096, 4097, 9001};

  private static Random always() {
    Rehearsal over = new Rehearsal();
    over.took(0, 1, 1);
    return new VectorRandom(over);
  }

  /** Also where the low half of a block's number overflows into the high one. */
  @Test
  void numbersAreThoseOfPhilox() {
    long[] seeds = {0, 1, -1, SEED, 0xFFFFFFFFL, 1L << 32};
    long[] blocks = {0, 5, (1L << 32) - 3, (1L << 61) - 100, 0x123456789AL};
    int groups = 3;
    int count = groups * PhiloxNumbers.GROUP;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(4L * count, 64);
      for (long seed : seeds) {
        for (long block : blocks) {
          PhiloxNumbers.fill(seed, ~seed * 3, block, groups, numbers);
          for (int i = 0; i < count; i++) {
            assertEquals(
                Philox.bits(seed, ~seed * 3, 4 * block + i) >>> 8,
                numbers.getAtIndex(ValueLayout.JAVA_FLOAT, i),
                () -> "seed " + seed + ", block " + block);
          }
        }
      }
    }
  }

  private static void same(BiConsumer<Random, Tensor> call) {
    for (int size : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        Tensor expected = filled(arena, size);
        Tensor found = filled(arena, size);
        call.accept(SCALAR, expected);
        call.accept(always(), found);
        assertArrayEquals(expected.toFloats(), found.toFloats());
      }
    }
  }

  private static Tensor filled(Arena arena, int size) {
    Tensor tensor = Tensor.allocate(arena, 1, size);
    for (int i = 0; i < size; i++) {
      tensor.set(0, i, i % 7 == 3 ? Float.NaN : i % 11 == 5 ? -0f : i - 20.3f);
    }
    return tensor;
  }

  @Test
  void uniform() {
    same((random, y) -> random.uniform(SEED, STREAM, -0.7f, 1.3f, y));
  }

  @Test
  void normal() {
    same((random, y) -> random.normal(SEED, STREAM, 0.5, 2, y));
  }

  @Test
  void dropoutInPlaceAndFromElsewhere() {
    for (double rate : new double[] {0, 0.3, 0.999999, 1}) {
      same((random, y) -> random.dropout(SEED, STREAM, 12, rate, y, y));
      same(
          (random, y) -> {
            try (Arena arena = Arena.ofConfined()) {
              Tensor x = filled(arena, y.cols());
              random.dropout(SEED, STREAM, (1L << 34) - 8, rate, x, y);
            }
          });
    }
  }

  /** A program that wants many numbers gets the same ones all the time. */
  @Test
  void rehearsalsDoNotShow() {
    Rehearsal rehearsal = new Rehearsal();
    Random random = new VectorRandom(rehearsal);
    try (Arena arena = Arena.ofConfined()) {
      Tensor expected = Tensor.allocate(arena, 1, 5000);
      Tensor found = Tensor.allocate(arena, 1, 5000);
      SCALAR.uniform(SEED, STREAM, 0, 1, expected);
      assertFalse(rehearsal.isOver());
      for (int call = 0; call < 1100; call++) {
        random.uniform(SEED, STREAM, 0, 1, found);
        assertEquals(-1, expected.segment().mismatch(found.segment()));
      }
      assertTrue(rehearsal.isDue() || rehearsal.isOver(), "1,100 calls rehearse");
    }
  }

  @Test
  @Tag("allocation")
  void nothingIsAllocatedInTheEnd() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = always();
    try (Arena arena = Arena.ofConfined()) {
      Tensor y = filled(arena, 5003);
      int clean = 0;
      for (int round = 0; round < 3000 && clean < 3; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < 50; call++) {
          random.uniform(SEED, STREAM, 0, 1, y);
          random.dropout(SEED, STREAM, 0, 0.5, y, y);
          random.normal(SEED, STREAM, 0, 1, y);
        }
        clean = threads.getCurrentThreadAllocatedBytes() == before ? clean + 1 : 0;
      }
      assertEquals(3, clean, "rounds without garbage");
    }
  }
}
