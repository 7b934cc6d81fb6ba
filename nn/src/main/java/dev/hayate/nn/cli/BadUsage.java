package dev.hayate.nn.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command line: which option, what it takes, what it got. */
final class BadUsage implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String command = line.getCommandSpec().qualifiedName(" ");
    String name = command.replaceFirst("^hayate ?", "");
    line.getErr()
        .println(
            "hayate: "
                + (name.isEmpty() ? "" : name + ": ")
                + text(e).replace('\n', ' ')
                + "; see "
                + command
                + " --help");
    line.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String text(ParameterException e) {
    ArgSpec option = e.getArgSpec();
    return switch (e) {
      case UnmatchedArgumentException unmatched -> {
        List<String> near = unmatched.getSuggestions();
        yield unmatched.getUnmatched().getFirst()
            + ": expected a known option or command"
            + (near.isEmpty() ? "" : " such as " + String.join(", ", near))
            + ", found this";
      }
      case MissingParameterException missing ->
          String.join(", ", missing.getMissing().stream().map(BadUsage::name).toList())
              + ": expected a value, found none";
      case OverwrittenOptionException twice ->
          name(twice.getOverwritten()) + ": expected once, found twice";
      default ->
          option == null || e.getValue() == null
              ? String.valueOf(e.getMessage())
              : name(option) + ": expected " + kind(option) + ", found " + e.getValue();
    };
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static String kind(ArgSpec arg) {
    Class<?> type = arg.auxiliaryTypes().length == 0 ? arg.type() : arg.auxiliaryTypes()[0];
    boolean whole = List.of(int.class, Integer.class, long.class, Long.class).contains(type);
    boolean number = List.of(double.class, Double.class).contains(type);
    String one = whole ? "a whole number" : number ? "a number" : arg.paramLabel();
    return arg.isMultiValue() && whole ? "whole numbers with commas between" : one;
  }
}
