package dev.hayate.nn.report;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.EventFile;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.insight.LayerReading;
import dev.hayate.nn.metric.Histogram;
import dev.hayate.nn.train.FitListener;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a training run as TensorBoard shows it: the loss by step, loss and accuracy by epoch, and
 * by epoch how each layer's outputs, gradients and parameters are distributed. The loss of a step
 * is that of the epoch so far, written some fifty times an epoch.
 *
 * <p>Failures of the disk are {@link UncheckedIOException}s. The file stays open; its owner closes
 * it.
 */
public final class TensorBoard implements FitListener {
  private static final int STEPS_OF_AN_EPOCH = 50;

  private final EventFile file;
  private final Optional<LayerProbe> probe;
  private final Parameters parameters;

  /** Numbers alone. */
  public TensorBoard(EventFile file, Parameters parameters) {
    this.file = file;
    this.probe = Optional.empty();
    this.parameters = parameters;
  }

  /** Numbers and distributions. */
  public TensorBoard(EventFile file, Parameters parameters, LayerProbe probe) {
    this.file = file;
    this.probe = Optional.of(probe);
    this.parameters = parameters;
  }

  @Override
  public void onStep(Progress progress) {
    int every = Math.ceilDiv(progress.stepsPerEpoch(), STEPS_OF_AN_EPOCH);
    if (progress.step() % every == 0) {
      long step = (long) (progress.epoch() - 1) * progress.stepsPerEpoch() + progress.step();
      number("step/loss", step, progress.loss());
    }
  }

  @Override
  public void onEpoch(History.Epoch epoch) {
    int step = epoch.number();
    number("loss/training", step, epoch.loss());
    number("loss/validation", step, epoch.validation().loss());
    number("accuracy/training", step, epoch.accuracy());
    number("accuracy/validation", step, epoch.validation().accuracy());
    number("speed/samples_per_second", step, epoch.samplesPerSecond());
    if (probe.isPresent()) {
      for (LayerReading reading : probe.get().read(parameters)) {
        layer(reading, step);
      }
    }
  }

  private void layer(LayerReading reading, int step) {
    String name = reading.node() + "_" + reading.type();
    histogram("outputs/" + name, step, reading.outputs());
    if (reading.gradient().isPresent()) {
      Histogram gradient = reading.gradient().get();
      histogram("gradients/" + name, step, gradient);
      number("gradient_rms/" + name, step, gradient.rootMeanSquare());
    }
    for (Map.Entry<String, Histogram> entry : reading.parameters().entrySet()) {
      histogram("parameters/" + reading.node() + "." + entry.getKey(), step, entry.getValue());
    }
    for (Map.Entry<String, Histogram> entry : reading.parameterGradients().entrySet()) {
      String tag = "parameter_gradients/" + reading.node() + "." + entry.getKey();
      histogram(tag, step, entry.getValue());
    }
  }

  private void number(String tag, long step, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    try {
      file.scalar(tag, step, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void histogram(String tag, long step, Histogram values) {
    try {
      file.histogram(tag, step, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
