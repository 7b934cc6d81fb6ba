package dev.hayate.nn.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ranges of options' values. */
final class Checks {
  private Checks() {}

  /**
   * Refuses an option's value.
   *
   * @throws IllegalArgumentException unless it is legal: bad usage, by the option's name
   */
  static void that(boolean legal, String option, @Nullable Object found, String expected) {
    if (!legal) {
      throw new IllegalArgumentException(option + ": expected " + expected + ", found " + found);
    }
  }

  /**
   * Makes what an option's value describes.
   *
   * @throws IllegalArgumentException if it describes nothing, with the option named
   */
  static <T> T made(String option, String value, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith("--")) {
        throw e;
      }
      throw new IllegalArgumentException(
          option + ": " + message + (message.contains("found ") ? "" : ", found " + value), e);
    }
  }
}
