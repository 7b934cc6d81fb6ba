package dev.hayate.kernels;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Finds backends. {@code -Dhayate.backend=NAME} forces one; a forced choice that cannot be had is
 * an error. Otherwise the best one available is taken, and if a better one is missing a warning of
 * one line says which, why, and what to do about it.
 */
public final class Backends {
  /** The system property that forces a backend. */
  public static final String PROPERTY = "hayate.backend";

  private Backends() {}

  /** The best backend, or the one forced by the system property, on the calling thread alone. */
  public static Backend open() {
    return open(1);
  }

  /**
   * The best backend, or the one forced by the system property.
   *
   * @param threads how many threads a large operation may use, 1 or more
   * @throws IllegalStateException if the forced one cannot be had
   */
  public static Backend open(int threads) {
    String forced = System.getProperty(PROPERTY, "");
    return forced.isEmpty() ? best(threads) : open(forced, threads);
  }

  /**
   * A backend by name.
   *
   * @param threads how many threads a large operation may use, 1 or more
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it cannot be had here; the message says why and what to do
   */
  public static Backend open(String name, int threads) {
    checkThreads(threads);
    List<BackendProvider> providers = providers();
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        BackendProvider.Availability availability = provider.availability();
        if (!availability.available()) {
          throw new IllegalStateException(
              "backend " + name + ": " + availability.detail() + ": " + availability.remedy());
        }
        return provider.open(threads);
      }
    }
    throw new IllegalArgumentException(
        "backend "
            + name
            + ": there is none of that name: expected one of "
            + providers.stream().map(BackendProvider::name).collect(Collectors.joining(", ")));
  }

  /** All providers, the most preferred first. */
  public static List<BackendProvider> providers() {
    List<BackendProvider> providers = new ArrayList<>();
    for (BackendProvider provider :
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
      int place = 0;
      while (place < providers.size() && !stands(provider, providers.get(place))) {
        place++;
      }
      providers.add(place, provider);
    }
    return providers;
  }

  /** Whether one provider stands before another. */
  private static boolean stands(BackendProvider provider, BackendProvider other) {
    return provider.preference() == other.preference()
        ? provider.name().compareTo(other.name()) < 0
        : provider.preference() > other.preference();
  }

  private static Backend best(int threads) {
    checkThreads(threads);
    StringBuilder missing = new StringBuilder();
    for (BackendProvider provider : providers()) {
      BackendProvider.Availability availability = provider.availability();
      if (availability.available() && provider.preference() >= 0) {
        if (!missing.isEmpty()) {
          // Only now: the first logger of a program takes longer than to open a backend.
          System.getLogger("dev.hayate.kernels")
              .log(Level.WARNING, "backend {0} is used{1}", provider.name(), missing);
        }
        return provider.open(threads);
      }
      if (provider.preference() >= 0) {
        missing
            .append("; ")
            .append(provider.name())
            .append(" would be faster: ")
            .append(availability.detail())
            .append(": ")
            .append(availability.remedy());
      }
    }
    throw new IllegalStateException("backend: no provider is on the module path or class path");
  }

  private static void checkThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("backend: threads is " + threads + ": expected 1 or more");
    }
  }
}
