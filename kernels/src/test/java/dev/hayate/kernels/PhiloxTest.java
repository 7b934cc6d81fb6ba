package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The first known answer for philox4x32-10 in Random123's {@code kat_vectors}: all zeros. */
  @Test
  void givesThePublishedNumbers() {
    int[] expected = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[i], Philox.bits(0, 0, i));
    }
  }

  @Test
  void uniformStaysBelowOne() {
    double sum = 0;
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      float u = Philox.uniform(1, 2, i);
      assertTrue(u >= 0 && u < 1);
      sum += u;
    }
    // Six standard deviations of the mean of so many uniform numbers.
    assertEquals(0.5, sum / count, 6 / Math.sqrt(12.0 * count));
  }

  @Test
  void belowMeetsEveryNumber() {
    int[] met = new int[7];
    for (int i = 0; i < 7000; i++) {
      met[Philox.below(7, 3, 4, i)]++;
    }
    for (int count : met) {
      // Six standard deviations of a binomial.
      assertEquals(1000, count, 6 * Math.sqrt(7000 * (1 / 7.0) * (6 / 7.0)));
    }
  }
}
