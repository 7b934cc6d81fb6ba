package dev.hayate.nn.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

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
   * Refuses an option's value as bad usage of a command.
   *
   * @throws ParameterException unless it is legal
   */
  static void usage(
      @Nullable CommandSpec command,
      boolean legal,
      String option,
      @Nullable Object found,
      String expected) {
    try {
      that(legal, option, found, expected);
    } catch (IllegalArgumentException e) {
      if (command == null) {
        throw e;
      }
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
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
