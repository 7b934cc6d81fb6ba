package dev.hayate.nn.cli;

import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Progress;
import java.io.Console;
import java.util.Locale;

/**
 * Progress on standard output: in a terminal one line that is redrawn, ten times a second at most;
 * and a line for each epoch, or for some twenty of them if there are many: the loss and accuracy of
 * training and of validation, and the samples a second. Lines fit into 80 columns.
 */
final class ProgressLine implements FitListener {
  private static final long BETWEEN_DRAWS = 100_000_000;
  private static final int MOST_LINES = 20;
  private static final int BAR = 10;
  // A line that wraps is not redrawn but repeated.
  private static final int WIDTH = 79;

  private final boolean terminal;
  private final int epochs;
  private long drawn;

  ProgressLine(int epochs) {
    this.terminal = isTerminal();
    this.epochs = epochs;
  }

  @SuppressWarnings("SystemConsoleNull") // Its Javadoc still allows null.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void onStep(Progress progress) {
    if (!terminal || System.nanoTime() - drawn < BETWEEN_DRAWS) {
      return;
    }
    drawn = System.nanoTime();
    double epochDone = (double) progress.step() / progress.stepsPerEpoch();
    double done = (progress.epoch() - 1 + epochDone) / progress.epochs();
    int filled = (int) (done * BAR);
    String text =
        String.format(
            Locale.ROOT,
            "epoch %d/%d [%s%s] loss %.4f%s %s %.0f s left",
            progress.epoch(),
            progress.epochs(),
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            progress.loss(),
            share(" accuracy ", progress.accuracy()),
            speed(progress.samplesPerSecond()),
            progress.secondsLeft());
    System.out.print("\r" + text.substring(0, Math.min(WIDTH, text.length())) + "\u001b[K");
    System.out.flush();
  }

  @Override
  public void onEpoch(History.Epoch epoch) {
    int every = Math.ceilDiv(epochs, MOST_LINES);
    if (epoch.number() % every != 0 && epoch.number() != epochs && epoch.number() != 1) {
      return;
    }
    System.out.println((terminal ? "\r\u001b[K" : "") + text(epoch, epochs));
  }

  /** What is said of an epoch, in 79 columns up to 999 epochs and millions of samples a second. */
  static String text(History.Epoch epoch, int epochs) {
    String validation =
        epoch.validation().samples() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", validation %.4f%s",
                epoch.validation().loss(),
                share(" ", epoch.validation().accuracy()));
    return String.format(
        Locale.ROOT,
        "epoch %d/%d: loss %.4f%s%s, %s",
        epoch.number(),
        epochs,
        epoch.loss(),
        share(" accuracy ", epoch.accuracy()),
        validation,
        speed(epoch.samplesPerSecond()));
  }

  private static String speed(double samples) {
    return samples < 1e5
        ? String.format(Locale.ROOT, "%,.0f/s", samples)
        : String.format(Locale.ROOT, "%,.0fk/s", samples / 1000);
  }

  private static String share(String name, double share) {
    return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%s%.2f%%", name, 100 * share);
  }
}
