package dev.hayate.kernels;

/**
 * How a backend is found: a service, see {@link java.util.ServiceLoader}. A provider must load
 * without anything that its backend may lack.
 */
public interface BackendProvider {
  /** The backend's name, in lower case. */
  String name();

  /**
   * The rank in the automatic choice; the largest that is available wins. A backend below 0 is
   * never chosen automatically.
   */
  int preference();

  /** Whether the backend can be had here and now, and if not, what to do about it. */
  Availability availability();

  /**
   * Opens the backend.
   *
   * @param threads 1 or more; a backend may use fewer
   * @throws IllegalStateException if it is not available
   */
  Backend open(int threads);

  /**
   * Whether a backend can be had.
   *
   * @param available whether it can
   * @param detail what it would run on if it can, the reason if it cannot
   * @param remedy what the user can do to have it; empty if it can be had
   */
  record Availability(boolean available, String detail, String remedy) {
    /** It can be had, and this is what it runs on. */
    public static Availability yes(String detail) {
      return new Availability(true, detail, "");
    }

    /** It cannot be had, for this reason, and this is what to do. */
    public static Availability no(String reason, String remedy) {
      return new Availability(false, reason, remedy);
    }
  }
}
