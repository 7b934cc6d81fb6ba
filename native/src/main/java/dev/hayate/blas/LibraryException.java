package dev.hayate.blas;

/** OpenBLAS cannot be had: why, and what the user can do about it. */
final class LibraryException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final String remedy;

  LibraryException(String reason, String remedy) {
    super("openblas: " + reason + ": " + remedy);
    this.reason = reason;
    this.remedy = remedy;
  }

  /** What was tried, and how each try ended. */
  String reason() {
    return reason;
  }

  /** What to do. */
  String remedy() {
    return remedy;
  }
}
