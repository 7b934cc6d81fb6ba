package dev.hayate.nn.cli;

import dev.hayate.nn.format.FileFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Files for the inputs or the outputs of a model, as {@code NAME=FILE} says them; or one archive,
 * without a name, for all of them.
 *
 * @param files by name
 * @param archive a FILE.npz that holds all, where one was given
 */
record NamedFiles(Map<String, Path> files, @Nullable Path archive) {
  /** What an option gave, told apart by the names that there are. */
  private record Given(String name, Path file) {}

  /**
   * Tells names from files.
   *
   * @param option its name, for messages
   * @param values as {@code NAME=FILE}, or {@code FILE} where there is one name only
   * @param names those that there are
   */
  static NamedFiles of(
      @Nullable CommandSpec command, String option, List<String> values, List<String> names) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String value : values) {
      Given given = given(command, option, value, names);
      if (given.name().isEmpty() && isArchive(given.file())) {
        Checks.usage(command, values.size() == 1, option, values, "FILE.npz alone");
        return new NamedFiles(Map.of(), given.file());
      }
      boolean named = !given.name().isEmpty() || names.size() == 1;
      Checks.usage(command, named, option, value, "NAME=FILE with a name of " + names);
      String name = given.name().isEmpty() ? names.getFirst() : given.name();
      boolean once = files.putIfAbsent(name, given.file()) == null;
      Checks.usage(command, once, option, name + " twice", "each name once");
    }
    return new NamedFiles(files, null);
  }

  /** Names may hold an equals sign, and so may files. */
  private static Given given(
      @Nullable CommandSpec command, String option, String value, List<String> names) {
    Given longest = new Given("", Path.of(value));
    for (String name : names) {
      if (value.startsWith(name + "=") && name.length() > longest.name().length()) {
        longest = new Given(name, Path.of(value.substring(name.length() + 1)));
      }
    }
    boolean known =
        !longest.name().isEmpty() || value.indexOf('=') < 0 || Files.exists(longest.file());
    Checks.usage(command, known, option, value, "NAME=FILE with a name of " + names);
    return longest;
  }

  /** Whether a value begins with one of the names and an equals sign. */
  static boolean isNamed(String value, List<String> names) {
    return names.stream().anyMatch(name -> value.startsWith(name + "="));
  }

  /** Refuses files that are no arrays by their name. */
  static void checkExtensions(@Nullable CommandSpec command, String option, List<String> values) {
    for (String value : values) {
      boolean known =
          FileFormat.named(Path.of(value))
              .filter(f -> List.of(FileFormat.NPY, FileFormat.NPZ, FileFormat.CSV).contains(f))
              .isPresent();
      Checks.usage(command, known, option, value, "FILE.npy, FILE.npz or FILE.csv");
    }
  }

  static boolean isArchive(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(FileFormat.NPZ.extension());
  }
}
