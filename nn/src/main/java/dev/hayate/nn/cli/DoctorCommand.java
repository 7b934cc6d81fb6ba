package dev.hayate.nn.cli;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hayate doctor}: what there is to run on, why not more, and what to do about it. */
@Command(
    name = "doctor",
    description = "Shows the JDK, the backends and why each is or is not there, and gives advice.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: hayate doctor"})
final class DoctorCommand implements Callable<Integer> {
  private static final String[] SLOWING = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"};

  @Override
  public Integer call() {
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
    return 0;
  }

  private static void print(String what, String found) {
    System.out.println(what + " ".repeat(Math.max(1, 18 - what.length())) + found);
  }
}
