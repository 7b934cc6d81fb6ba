import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks or applies google-java-format on every Java source of the repository, but for generated
 * bindings. Run by the build with the JDK that compiles, so that its parser knows the language of
 * the sources: {@code mvn -q -N verify -Dformat=apply}.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException, FormatterException {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    int unformatted = 0;
    for (Path file : sources(root)) {
      String text = Files.readString(file);
      String formatted = format(file, text);
      if (!formatted.equals(text)) {
        unformatted++;
        System.err.println((apply ? "formatted: " : "not formatted: ") + root.relativize(file));
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (unformatted > 0 && !apply) {
      System.err.println("To format them: mvn -q -N verify -Dformat=apply");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !contains(root.relativize(file), "target"))
          .filter(file -> !contains(root.relativize(file), "binding"))
          .sorted()
          .toList();
    }
  }

  private static boolean contains(Path file, String folder) {
    for (Path part : file) {
      if (part.toString().equals(folder)) {
        return true;
      }
    }
    return false;
  }

  private static String format(Path file, String text) {
    try {
      String ordered = ImportOrderer.reorderImports(text, Style.GOOGLE);
      String pruned = RemoveUnusedImports.removeUnusedImports(ordered);
      Formatter formatter = new Formatter();
      return StringWrapper.wrap(formatter.formatSource(pruned), formatter);
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      System.exit(1);
      throw new AssertionError(e);
    }
  }
}
