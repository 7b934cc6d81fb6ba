package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;

/** Offers the reference backend, which can always be had. */
public final class ScalarProvider implements BackendProvider {
  static final String NAME = "scalar";

  /** For {@link java.util.ServiceLoader}. */
  public ScalarProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Availability availability() {
    return Availability.yes("plain Java, the reference, on one thread");
  }

  @Override
  public Backend open(int threads) {
    return new ScalarBackend();
  }
}
