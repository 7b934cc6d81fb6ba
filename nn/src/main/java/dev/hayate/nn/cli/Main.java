package dev.hayate.nn.cli;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.train.NotFiniteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hayate}: trains, scores and inspects models.
 *
 * <p>The exit status is 0; 1, with one line on standard error, for bad data or files; 2 for bad
 * usage; 130 after an interrupt.
 */
@Command(
    name = "hayate",
    description = "Trains and scores multilayer perceptrons at the speed of the machine.",
    version = "hayate 0.1.0",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: hayate train spiral --report spiral.html"})
public final class Main implements Callable<Integer> {
  /** Each is called by its class's name without the last part. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          DoctorCommand.class,
          TrainCommand.class,
          EvaluateCommand.class,
          PredictCommand.class,
          InspectCommand.class,
          ConvertCommand.class,
          QuantizeCommand.class,
          GradcheckCommand.class,
          SquashCommand.class,
          SearchCommand.class,
          ExplainCommand.class);

  /** For picocli. */
  Main() {}

  /** Runs the command line and ends the process. */
  public static void main(String... args) {
    System.exit(run(args));
  }

  /** Runs the command line; the exit status. */
  static int run(String... args) {
    return commandLine(args)
        .setParameterExceptionHandler(new BadUsage())
        .setExecutionExceptionHandler((e, line, parsed) -> report(e))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  /**
   * With the command that is called alone, since the options of all of them take half as long to
   * read as a start takes; with all of them for whoever asks which there are.
   */
  private static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Main());
    for (Class<?> command : COMMANDS) {
      if (args.length > 0 && name(command).equals(args[0])) {
        return line.addSubcommand(command);
      }
    }
    for (Class<?> command : COMMANDS) {
      line.addSubcommand(command);
    }
    return line;
  }

  private static String name(Class<?> command) {
    return command.getSimpleName().replace("Command", "").toLowerCase(Locale.ROOT);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return CommandLine.ExitCode.USAGE;
  }

  private static int report(Exception e) throws Exception {
    if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
      return report(cause);
    }
    String line =
        switch (e) {
          case ModelFormatException format -> String.valueOf(format.getMessage());
          case NoSuchFileException missing when missing.getReason() == null ->
              "file: " + missing.getFile() + ": expected a file, found none";
          case FileSystemException file -> "file: " + file.getMessage();
          case IOException io -> String.valueOf(io.getMessage());
          case IllegalArgumentException argument -> String.valueOf(argument.getMessage());
          case NotFiniteException broken -> "train: " + broken.getMessage();
          case IllegalStateException state -> String.valueOf(state.getMessage());
          default -> throw e;
        };
    System.err.println("hayate: " + line.replace('\n', ' '));
    return 1;
  }
}
