import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * Runs javadoc with the given arguments and every check of doclint, and fails on any warning. Only
 * a missing {@code @param}, {@code @return} or {@code @throws} is let pass, since prose may say the
 * same; an exported element without a comment is not.
 */
final class Javadoc {
  private static final Pattern WARNING = Pattern.compile(".*: (?:warning|error)(?: -|:) (.*)");
  private static final Pattern PROSE_INSTEAD =
      Pattern.compile("no @(?:param|return|throws)\\b.*|no description for @.*");

  private Javadoc() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    List<String> arguments =
        new ArrayList<>(List.of("-Xdoclint:all", "-Xmaxwarns", "100000", "-quiet"));
    arguments.addAll(List.of(args));
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    int status =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(writer, writer, arguments.toArray(String[]::new));
    int faults = report(output.toString());
    if (status != 0 && faults == 0) {
      System.err.println(output);
    }
    if (status != 0 || faults > 0) {
      System.err.println("javadoc: " + faults + " faults");
      System.exit(1);
    }
  }

  /** Prints every fault with the lines that show its place, and counts them. */
  private static int report(String output) {
    int faults = 0;
    boolean shown = false;
    for (String line : output.lines().toList()) {
      Matcher warning = WARNING.matcher(line);
      if (warning.matches()) {
        shown = !PROSE_INSTEAD.matcher(warning.group(1)).matches();
        faults += shown ? 1 : 0;
      } else if (line.matches("\\d+ (?:warnings?|errors?)")) {
        shown = false;
      }
      if (shown) {
        System.err.println(line);
      }
    }
    return faults;
  }
}
