package dev.hayate.blas;

/** A library that cannot be used, and why; the search may go on. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1;

  UnusableException(String message) {
    super(message);
  }

  /** Why, in words. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
