package dev.hayate.bench.peers;

import java.util.Arrays;

/** Training in plain Java and double: what the peers' first losses are compared with. */
final class Reference {
  private final Mlp model;
  private final Peer.Rule rule;
  private final double[][] parameters;
  private final double[][] gradients;
  private final double[][] first;
  private final double[][] second;
  private int steps;

  Reference(Mlp model, Peer.Rule rule) {
    this.model = model;
    this.rule = rule;
    int layers = model.layers();
    parameters = new double[2 * layers][];
    gradients = new double[2 * layers][];
    first = new double[2 * layers][];
    second = new double[2 * layers][];
    for (int i = 0; i < 2 * layers; i++) {
      float[] values = i % 2 == 0 ? model.weight(i / 2) : model.bias(i / 2);
      parameters[i] = new double[values.length];
      for (int j = 0; j < values.length; j++) {
        parameters[i][j] = values[j];
      }
      gradients[i] = new double[values.length];
      first[i] = new double[values.length];
      second[i] = new double[values.length];
    }
  }

  /** The losses of the first steps on one batch. */
  double[] losses(float[] input, int[] classes, int count) {
    double[] losses = new double[count];
    for (int step = 0; step < count; step++) {
      for (double[] gradient : gradients) {
        Arrays.fill(gradient, 0);
      }
      for (int row = 0; row < classes.length; row++) {
        losses[step] += sample(input, row, classes[row], classes.length) / classes.length;
      }
      update();
    }
    return losses;
  }

  /** Adds the gradients of one sample's share of the mean loss; the sample's loss. */
  private double sample(float[] input, int row, int target, int batch) {
    int layers = model.layers();
    double[][] values = new double[layers + 1][];
    values[0] = new double[model.inputs()];
    for (int i = 0; i < model.inputs(); i++) {
      values[0][i] = input[row * model.inputs() + i];
    }
    for (int layer = 0; layer < layers; layer++) {
      double[] y = parameters[2 * layer + 1].clone();
      for (int i = 0; i < model.in(layer); i++) {
        double x = values[layer][i];
        for (int j = 0; x != 0 && j < y.length; j++) {
          y[j] += x * parameters[2 * layer][i * y.length + j];
        }
      }
      for (int j = 0; layer < layers - 1 && j < y.length; j++) {
        y[j] = Math.max(y[j], 0);
      }
      values[layer + 1] = y;
    }
    double[] logits = values[layers];
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    double[] gradient = new double[logits.length];
    for (int j = 0; j < logits.length; j++) {
      gradient[j] = (Math.exp(logits[j]) / sum - (j == target ? 1 : 0)) / batch;
    }
    for (int layer = layers - 1; layer >= 0; layer--) {
      gradient = backward(layer, values[layer], gradient);
    }
    return Math.log(sum) - logits[target];
  }

  private double[] backward(int layer, double[] x, double[] gradient) {
    double[] below = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < gradient.length; j++) {
        gradients[2 * layer][i * gradient.length + j] += x[i] * gradient[j];
        below[i] += gradient[j] * parameters[2 * layer][i * gradient.length + j];
      }
      below[i] = x[i] > 0 ? below[i] : 0;
    }
    for (int j = 0; j < gradient.length; j++) {
      gradients[2 * layer + 1][j] += gradient[j];
    }
    return below;
  }

  private void update() {
    steps++;
    for (int i = 0; i < parameters.length; i++) {
      for (int j = 0; j < parameters[i].length; j++) {
        double gradient = gradients[i][j];
        double change = gradient;
        if (rule == Peer.Rule.ADAM) {
          first[i][j] = 0.9 * first[i][j] + 0.1 * gradient;
          second[i][j] = 0.999 * second[i][j] + 0.001 * gradient * gradient;
          double mean = first[i][j] / (1 - Math.pow(0.9, steps));
          change = mean / (Math.sqrt(second[i][j] / (1 - Math.pow(0.999, steps))) + 1e-8);
        }
        parameters[i][j] -= rule.rate() * change;
      }
    }
  }
}
