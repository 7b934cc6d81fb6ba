package dev.hayate.nn.cli;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.nn.explore.Finding;
import dev.hayate.nn.explore.KernelExplorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hayate doctor}: what there is to run on, why not more, and what to do about it. */
@Command(
    name = "doctor",
    description = "Shows the JDK, the backends and why each is or is not there, and gives advice.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples: hayate doctor", "          hayate doctor --bench"})
final class DoctorCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  /** Where that begins which is said of something. */
  private static final int MARGIN = 18;

  private static final String[] SLOWING = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"};

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--bench",
      description = "then measures the kernels for about 20 seconds, and checks what they compute")
  boolean bench;

  @Option(
      names = "--all",
      description = "measures every shape of note, which takes a few minutes; with --bench")
  boolean all;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "the time for all measurements (20; with --all, 1.5 for each)")
  @Nullable Double seconds;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "whose kernels are measured (the one that would be chosen)")
  @Nullable String backend;

  @Override
  public Integer call() {
    Checks.usage(
        spec,
        bench || (!all && seconds == null && backend == null),
        "--all, --seconds and --backend",
        "no --bench",
        "--bench");
    Checks.usage(spec, seconds == null || seconds >= 1, "--seconds", seconds, "at least 1");
    describe();
    return bench ? measure() : 0;
  }

  private int measure() {
    try (Backend measured = backend == null ? Backends.open(1) : Backends.open(backend, 1)) {
      return measure(measured);
    }
  }

  /** Measures; the status is 1 if a kernel computed something wrong. */
  int measure(Backend measured) {
    int count = KernelExplorer.count(all);
    double time = seconds != null ? seconds : all ? 1.5 * count : 20;
    System.out.println();
    System.out.println("backend " + measured.name() + ", one thread");
    System.out.println(
        "of peak   of multiply-adds in registers for products, else of a copy of as");
    System.out.println("          many bytes; more than 100% where more is read than written");
    System.out.println(
        "residual  the largest error, as a share of what rounding explains: 1 passes");
    System.out.println();
    System.out.println(KernelExplorer.TITLE);
    List<Finding> findings = new ArrayList<>();
    new KernelExplorer(measured)
        .explore(
            all,
            time / count,
            finding -> {
              findings.add(finding);
              System.out.println(KernelExplorer.line(finding));
            });
    System.out.println();
    double peak =
        findings.stream()
            .filter(finding -> !Double.isNaN(finding.gflops()))
            .mapToDouble(finding -> finding.gflops() / finding.share())
            .max()
            .orElseThrow();
    System.out.printf(Locale.ROOT, "peak: %.1f GFLOP/s of multiply-adds%n", peak);
    List<String> wrong =
        findings.stream()
            .filter(finding -> !finding.passed())
            .map(finding -> finding.operation() + " " + finding.shape())
            .toList();
    System.out.printf(
        Locale.ROOT,
        "%d of %d kernels PASS%s%n",
        count - wrong.size(),
        count,
        wrong.isEmpty() ? "" : "; FAIL: " + String.join(", ", wrong));
    return wrong.isEmpty() ? 0 : 1;
  }

  private static void describe() {
    Runtime runtime = Runtime.getRuntime();
    print("JDK", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    print("system", System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    print("cores", Integer.toString(runtime.availableProcessors()));
    print("heap", runtime.maxMemory() / (1 << 20) + " MiB at most; tensors are outside of it");
    for (BackendProvider provider : Backends.providers()) {
      BackendProvider.Availability availability = provider.availability();
      print(
          "backend " + provider.name(),
          (availability.available() ? "there: " : "not there: ")
              + availability.detail()
              + (availability.remedy().isEmpty() ? "" : "; " + availability.remedy()));
    }
    try (Backend backend = Backends.open()) {
      print("chosen", backend.name());
    }
    for (String name : SLOWING) {
      String value = System.getenv(name);
      if (value != null) {
        print(
            "advice",
            name
                + "="
                + value
                + " is set: OpenBLAS, if it is used, may run at half its speed; unset "
                + name);
      }
    }
  }

  /** Prints what was found beside what it is, in lines that a terminal of 80 columns holds. */
  private static void print(String what, String found) {
    StringBuilder line = new StringBuilder(what);
    for (String word : found.split(" ", -1)) {
      if (line.length() > MARGIN && line.length() + 1 + word.length() >= WIDTH) {
        System.out.println(line);
        line.setLength(0);
      }
      line.append(" ".repeat(Math.max(1, MARGIN - line.length()))).append(word);
    }
    System.out.println(line);
  }
}
