package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures kernels on the machine at hand, on the calling thread and the backend's team, and checks
 * what they compute.
 *
 * <p>All kernels are run twice before any is measured, since the compiler looks again at code that
 * several share when another comes. Then the best of many samples counts, as in BLIS's test suite:
 * what the machine does when nobody disturbs it. The yardsticks, multiply-adds in registers and a
 * copy of as many bytes, are measured beside each kernel, since a core's clock and its neighbours
 * change.
 */
public final class KernelExplorer {
  /** The title of the table, which is less than 80 columns wide. */
  public static final String TITLE =
      String.format(
          Locale.ROOT,
          "%-11s %-14s %10s %8s %6s %8s %8s  %s",
          "operation",
          "shape",
          "time",
          "GFLOP/s",
          "GB/s",
          "of peak",
          "residual",
          "result");

  /** Measurements are of so many seconds, that the clock's own time is nothing. */
  private static final double SAMPLE = 20e-6;

  private static final int PEAK_ROUNDS = 8192;
  private static final int WARM_UPS = 2;

  /** Bytes that a copy has at least. */
  private static final long LEAST_BYTES = 64;

  private final Backend backend;

  /**
   * Explores a backend of the CPU.
   *
   * @param backend whose kernels are measured; it stays the caller's
   */
  public KernelExplorer(Backend backend) {
    this.backend = backend;
  }

  /** The number of kernels that are measured. */
  public static int count(boolean all) {
    return probes(all).size();
  }

  private static List<Probe> probes(boolean all) {
    return all ? Probes.all() : Probes.few();
  }

  /**
   * Measures kernels one after the other.
   *
   * @param all if every shape of note is measured, not only a few that stand for all
   * @param seconds for each kernel, warm-up included; at least 0.01
   * @param findings takes each finding when it is made
   * @throws IllegalArgumentException if the time is too short
   */
  public void explore(boolean all, double seconds, Consumer<Finding> findings) {
    if (!(seconds >= 0.01)) {
      throw new IllegalArgumentException(
          "seconds for each kernel: expected at least 0.01, found " + seconds);
    }
    List<Probe> probes = probes(all);
    for (int pass = 0; pass < WARM_UPS; pass++) {
      for (Probe probe : probes) {
        try (Arena arena = Arena.ofShared()) {
          best(probe.open(backend, arena)::run, 0.25 * seconds);
        }
      }
    }
    for (Probe probe : probes) {
      findings.accept(measured(probe, 0.5 * seconds));
    }
  }

  private Finding measured(Probe probe, double seconds) {
    try (Arena arena = Arena.ofShared()) {
      Probe.Trial trial = probe.open(backend, arena);
      double time = best(trial::run, 0.7 * seconds);
      double yardstick =
          probe.flops() > 0
              ? multiplyAdds(0.3 * seconds)
              : copied((long) probe.bytes(), arena, 0.3 * seconds);
      double rate = (probe.flops() > 0 ? probe.flops() : probe.bytes()) / time;
      return new Finding(
          probe.operation(),
          probe.shape(),
          time,
          probe.flops() > 0 ? rate / 1e9 : Double.NaN,
          probe.bytes() > 0 ? rate / 1e9 : Double.NaN,
          rate / yardstick,
          trial.residual());
    }
  }

  /** Floating-point operations in a second, in registers alone. */
  private double multiplyAdds(double seconds) {
    double flops = backend.multiplyAdds(PEAK_ROUNDS);
    return backend.threads() * flops / best(() -> backend.multiplyAdds(PEAK_ROUNDS), seconds);
  }

  /** Bytes in a second, read and written, of a copy that reads and writes as many. */
  private static double copied(long bytes, Arena arena, double seconds) {
    long half = Math.max(bytes / 2, LEAST_BYTES);
    MemorySegment from = arena.allocate(half, 64);
    MemorySegment to = arena.allocate(half, 64);
    return 2.0 * half / best(() -> to.copyFrom(from), seconds);
  }

  /** The time of one call in seconds: the best of the samples taken until the time is over. */
  private static double best(Runnable call, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int calls = 1;
    double best = Double.POSITIVE_INFINITY;
    do {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      double taken = (System.nanoTime() - start) * 1e-9;
      best = Math.min(best, taken / calls);
      if (taken < SAMPLE) {
        calls *= 2;
        best = Double.POSITIVE_INFINITY;
      }
    } while (System.nanoTime() < end || best == Double.POSITIVE_INFINITY);
    return best;
  }

  /** A line of the table. */
  public static String line(Finding finding) {
    return String.format(
        Locale.ROOT,
        "%-11s %-14s %10s %8s %6s %7.1f%% %8.1e  %s",
        finding.operation(),
        finding.shape(),
        time(finding.seconds()),
        rate(finding.gflops()),
        rate(finding.gigabytes()),
        100 * finding.share(),
        finding.residual(),
        finding.passed() ? "PASS" : "FAIL");
  }

  private static String time(double seconds) {
    return seconds < 1e-6
        ? String.format(Locale.ROOT, "%.1f ns", seconds * 1e9)
        : seconds < 1e-3
            ? String.format(Locale.ROOT, "%.2f us", seconds * 1e6)
            : String.format(Locale.ROOT, "%.3f ms", seconds * 1e3);
  }

  private static String rate(double rate) {
    return Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.1f", rate);
  }
}
