package dev.hayate.blas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hayate.kernels.BackendProvider.Availability;

/** For tests of the backend: where there is no OpenBLAS for this platform, they are skipped. */
final class LoadedLibrary {
  private LoadedLibrary() {}

  static void assume() {
    Availability availability = new OpenBlasProvider().availability();
    boolean payload =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(availability.available() || payload, "native: " + availability.detail());
    if (!availability.available()) {
      throw new AssertionError(availability.detail());
    }
  }
}
