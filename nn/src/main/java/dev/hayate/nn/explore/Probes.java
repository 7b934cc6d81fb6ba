package dev.hayate.nn.explore;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.update.AdamRule;
import dev.hayate.nn.explore.ElementProbe.Bound;
import dev.hayate.nn.optim.Adam;
import java.util.ArrayList;
import java.util.List;

/** The kernels that are explored: a few that stand for all, or every shape of note. */
final class Probes {
  private static final int SMALL = 1024;
  private static final int LARGE = 1 << 20;
  private static final int PARAMETERS = 1_000_000;

  /**
   * The density of the normal distribution, times its argument, is at most so much; GELU's gradient
   * adds it to the distribution, below 0 with cancellation.
   */
  private static final double MOST_BENT = 0.242;

  /** The largest operand. */
  private static final double DY = 4;

  /** Batch, inputs and outputs of layers. */
  private static final int[][] LAYERS = {
    {8, 784, 256},
    {32, 784, 256},
    {64, 784, 256},
    {64, 256, 128},
    {64, 128, 10},
    {256, 784, 512},
    {256, 1024, 1024},
    {128, 4096, 4096}
  };

  private static final int[] SQUARES = {16, 32, 64, 128, 256, 512, 1024, 2048};
  private static final int[][] LINES = {{784, 256}, {256, 128}, {1024, 1024}, {4096, 4096}};

  private Probes() {}

  /** What is explored in 20 seconds. */
  static List<Probe> few() {
    List<Probe> probes = new ArrayList<>();
    for (int size : new int[] {32, 64, 256, 1024}) {
      probes.add(new ProductProbe(size, size, size, "NN"));
    }
    layer(64, 784, 256, probes);
    probes.add(new ProductProbe(8, 256, 784, "packed"));
    probes.add(new ProductProbe(1, 256, 784, "packed"));
    for (int size : new int[] {SMALL, LARGE}) {
      relu(size, probes);
      tanh(size, probes);
      gelu(size, probes);
    }
    probes.add(softmax(64, 10));
    probes.add(adam());
    return probes;
  }

  /** Every shape of note. */
  static List<Probe> all() {
    List<Probe> probes = new ArrayList<>();
    for (int size : SQUARES) {
      probes.add(new ProductProbe(size, size, size, "NN"));
    }
    for (int[] layer : LAYERS) {
      layer(layer[0], layer[1], layer[2], probes);
    }
    for (int batch : new int[] {8, 32}) {
      probes.add(new ProductProbe(batch, 256, 784, "packed"));
    }
    for (int[] line : LINES) {
      probes.add(new ProductProbe(1, line[1], line[0], "NT"));
      probes.add(new ProductProbe(1, line[1], line[0], "packed"));
    }
    for (int size : new int[] {SMALL, LARGE}) {
      relu(size, probes);
      sigmoid(size, probes);
      tanh(size, probes);
      gelu(size, probes);
    }
    for (int cols : new int[] {10, 128, SMALL}) {
      probes.add(softmax(64, cols));
    }
    probes.add(adam());
    return probes;
  }

  private static void layer(int batch, int inputs, int outputs, List<Probe> probes) {
    probes.add(new ProductProbe(batch, outputs, inputs, "NT"));
    probes.add(new ProductProbe(batch, inputs, outputs, "NN"));
    probes.add(new ProductProbe(outputs, inputs, batch, "TN"));
  }

  private static void relu(int size, List<Probe> probes) {
    activation("relu", new Relu(), size, Bound.EXACT, Bound.EXACT, probes);
  }

  /** Three for exp, one each for its sum with 1 and the quotient; the slope's are its three. */
  private static void sigmoid(int size, List<Probe> probes) {
    activation("sigmoid", new Sigmoid(), size, new Bound(7, 0), new Bound(4, 0), probes);
  }

  /**
   * Two units in the last place, four roundings. Gradient: {@code dy (1 - y y)}, where y y rounds
   * thrice as a share of itself: {@code |dy| y y} is at most {@code |dx| + |dy|}.
   */
  private static void tanh(int size, List<Probe> probes) {
    activation("tanh", new Tanh(), size, new Bound(5, 0), new Bound(6, 3 * DY), probes);
  }

  /** As in the tests of the kernels: 21 of the value; 22 of the distribution, 10 of the density. */
  private static void gelu(int size, List<Probe> probes) {
    Bound gradient = new Bound(23, (22 + 10) * MOST_BENT * DY);
    activation("gelu", new Gelu(), size, new Bound(22, 0), gradient, probes);
  }

  private static void activation(
      String name, Activation f, int size, Bound value, Bound gradient, List<Probe> probes) {
    probes.add(
        new ElementProbe(
            name,
            1,
            size,
            2,
            false,
            2,
            value,
            (backend, t) -> backend.activations().forward(f, t.get(0), t.get(1))));
    probes.add(
        new ElementProbe(
            name + "'",
            1,
            size,
            3,
            false,
            3,
            gradient,
            (backend, t) -> backend.activations().backward(f, t.get(0), t.get(1), t.get(2))));
  }

  /**
   * A difference of at most 8 rounds once, exp is off by four; so are all terms of the sum, whose
   * additions round once each; a reciprocal and a product.
   */
  private static Probe softmax(int rows, int cols) {
    return new ElementProbe(
        "softmax",
        rows,
        cols,
        2,
        false,
        2,
        new Bound(2 * (2 * DY + 4) + cols + 3, 0),
        (backend, t) -> backend.normalizations().softmax(t.get(0), t.get(1)));
  }

  /**
   * The step is a late one, so that it moves numbers little however often it is repeated. The mean
   * is off by three roundings of what it was and six of a tenth of the gradient, the rest by less.
   */
  private static Probe adam() {
    AdamRule rule = Adam.of(0).rule();
    return new ElementProbe(
        "adam",
        1,
        PARAMETERS,
        4,
        true,
        7,
        new Bound(5, 3 * 0.9 * DY + 6 * 0.1 * DY),
        (backend, t) ->
            backend
                .updates()
                .step(
                    Stretch.of(rule, t.get(0), t.get(1), t.get(2), t.get(3)).at(1e-6, 1_000_000)));
  }
}
