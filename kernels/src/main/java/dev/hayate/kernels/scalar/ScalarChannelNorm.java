package dev.hayate.kernels.scalar;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;

/** Batch normalisation by definition, one channel after the other, in double. */
final class ScalarChannelNorm {
  private ScalarChannelNorm() {}

  static void forward(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    double count = (double) x.size() / norm.channels();
    if (count == 0) {
      return;
    }
    for (int channel = 0; channel < norm.channels(); channel++) {
      double mean = sum(norm, x, channel) / count;
      double squares = squares(norm, x, channel, mean);
      double scale = 1 / Math.sqrt(squares / count + norm.epsilon());
      Elements.set(norm.mean(), channel, mean);
      Elements.set(norm.scale(), channel, scale);
      move(norm.runningMean(), channel, momentum, mean);
      move(norm.runningVariance(), channel, momentum, squares / (count - 1));
      write(norm, channel, mean, scale, x, y);
    }
  }

  private static void move(Tensor running, int channel, double momentum, double value) {
    double moved = (1 - momentum) * Elements.get(running, channel) + momentum * value;
    Elements.set(running, channel, moved);
  }

  private static double sum(ChannelNorm norm, Tensor x, int channel) {
    double sum = 0;
    for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
      for (int i = 0; i < norm.inner(); i++) {
        sum += Elements.get(x, at + i);
      }
    }
    return sum;
  }

  private static double squares(ChannelNorm norm, Tensor x, int channel, double mean) {
    double sum = 0;
    for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
      for (int i = 0; i < norm.inner(); i++) {
        double centred = Elements.get(x, at + i) - mean;
        sum += centred * centred;
      }
    }
    return sum;
  }

  private static void write(
      ChannelNorm norm, int channel, double mean, double scale, Tensor x, Tensor y) {
    double weight = Elements.get(norm.weight(), channel);
    double bias = Elements.get(norm.bias(), channel);
    for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
      for (int i = 0; i < norm.inner(); i++) {
        Elements.set(y, at + i, (Elements.get(x, at + i) - mean) * scale * weight + bias);
      }
    }
  }

  static void forwardFixed(ChannelNorm norm, Tensor x, Tensor y) {
    for (int channel = 0; channel < norm.channels(); channel++) {
      double mean = Elements.get(norm.runningMean(), channel);
      write(norm, channel, mean, fixedScale(norm, channel), x, y);
    }
  }

  private static double fixedScale(ChannelNorm norm, int channel) {
    return 1 / Math.sqrt(Elements.get(norm.runningVariance(), channel) + norm.epsilon());
  }

  static void backward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    double count = (double) x.size() / norm.channels();
    for (int channel = 0; channel < norm.channels(); channel++) {
      double mean = Elements.get(norm.mean(), channel);
      double scale = Elements.get(norm.scale(), channel);
      double sum = sum(norm, dy, channel);
      double dot = dot(norm, channel, mean, scale, x, dy);
      Elements.set(dbias, channel, sum);
      Elements.set(dweight, channel, dot);
      double factor = Elements.get(norm.weight(), channel) * scale;
      for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
        for (long i = at; i < at + norm.inner(); i++) {
          double normal = (Elements.get(x, i) - mean) * scale;
          Elements.set(dx, i, factor * (Elements.get(dy, i) - (sum + normal * dot) / count));
        }
      }
    }
  }

  private static double dot(
      ChannelNorm norm, int channel, double mean, double scale, Tensor x, Tensor dy) {
    double dot = 0;
    for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
      for (long i = at; i < at + norm.inner(); i++) {
        dot += Elements.get(dy, i) * ((Elements.get(x, i) - mean) * scale);
      }
    }
    return dot;
  }

  static void backwardFixed(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    for (int channel = 0; channel < norm.channels(); channel++) {
      double mean = Elements.get(norm.runningMean(), channel);
      double scale = fixedScale(norm, channel);
      Elements.set(dbias, channel, sum(norm, dy, channel));
      Elements.set(dweight, channel, dot(norm, channel, mean, scale, x, dy));
      double factor = Elements.get(norm.weight(), channel) * scale;
      for (long at = first(norm, channel); at < x.size(); at += period(norm)) {
        for (long i = at; i < at + norm.inner(); i++) {
          Elements.set(dx, i, factor * Elements.get(dy, i));
        }
      }
    }
  }

  private static long first(ChannelNorm norm, int channel) {
    return (long) channel * norm.inner();
  }

  private static long period(ChannelNorm norm) {
    return (long) norm.channels() * norm.inner();
  }
}
