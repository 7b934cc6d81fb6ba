package dev.hayate.kernels.vector;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;

/** Offers the default backend wherever the Vector API is there. */
public final class VectorProvider implements BackendProvider {
  static final String NAME = "vector";
  private static final String MODULE = "jdk.incubator.vector";

  /** For {@link java.util.ServiceLoader}. */
  public VectorProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return 100;
  }

  @Override
  public Availability availability() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Availability.no(
          "the module " + MODULE + " is not loaded", "start java with --add-modules " + MODULE);
    }
    return Availability.yes(VectorBackend.describe());
  }

  @Override
  public Backend open(int threads) {
    if (!availability().available()) {
      throw new IllegalStateException("backend vector: start java with --add-modules " + MODULE);
    }
    return new VectorBackend(threads);
  }
}
