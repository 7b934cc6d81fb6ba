package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Batch normalisation of channels of several consecutive elements, one channel after the other. The
 * sums over the runs of a channel are made in float32, those over the runs in double.
 */
final class ChannelPasses {
  private ChannelPasses() {}

  static void forward(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = x.size() * Float.BYTES;
    double count = (double) x.size() / norm.channels();
    for (int channel = 0; channel < norm.channels(); channel++) {
      long first = (long) channel * inner * Float.BYTES;
      double sum = 0;
      for (long at = first; at < end; at += period) {
        sum += RowPasses.sum(x.segment(), at, inner);
      }
      float mean = (float) (sum / count);
      double squares = 0;
      for (long at = first; at < end; at += period) {
        squares += RowPasses.squares(x.segment(), at, inner, mean);
      }
      put(norm.mean(), channel, mean);
      finish(norm, channel, momentum, squares, count);
      normalize(norm, channel, mean, get(norm.scale(), channel), x, y);
    }
  }

  /** Makes a channel's scale of its sum of squares, and moves its running statistics. */
  static void finish(ChannelNorm norm, int channel, double momentum, double squares, double count) {
    put(norm.scale(), channel, (float) (1 / Math.sqrt(squares / count + norm.epsilon())));
    move(norm.runningMean(), channel, momentum, get(norm.mean(), channel));
    move(norm.runningVariance(), channel, momentum, squares / (count - 1));
  }

  /** By the running statistics. */
  static void forwardFixed(ChannelNorm norm, Tensor x, Tensor y) {
    for (int channel = 0; channel < norm.channels(); channel++) {
      float mean = get(norm.runningMean(), channel);
      normalize(norm, channel, mean, fixedScale(norm, channel), x, y);
    }
  }

  private static float fixedScale(ChannelNorm norm, int channel) {
    return (float) (1 / Math.sqrt(get(norm.runningVariance(), channel) + norm.epsilon()));
  }

  /** The gradients of {@link #forwardFixed}: the statistics are constants there. */
  static void backwardFixed(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = x.size() * Float.BYTES;
    for (int channel = 0; channel < norm.channels(); channel++) {
      float scale = fixedScale(norm, channel);
      float mean = get(norm.runningMean(), channel);
      put(dbias, channel, (float) sum(norm, channel, dy));
      put(dweight, channel, (float) dot(norm, channel, mean, scale, x, dy));
      float factor = get(norm.weight(), channel) * scale;
      for (long at = (long) channel * inner * Float.BYTES; at < end; at += period) {
        RunPasses.times(dy.segment(), dx.segment(), at, inner, factor);
      }
    }
  }

  private static void normalize(
      ChannelNorm norm, int channel, float mean, float scale, Tensor x, Tensor y) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = x.size() * Float.BYTES;
    float weight = get(norm.weight(), channel);
    float bias = get(norm.bias(), channel);
    for (long at = (long) channel * inner * Float.BYTES; at < end; at += period) {
      RunPasses.normalize(x.segment(), y.segment(), at, inner, mean, scale, weight, bias);
    }
  }

  static void backward(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    double count = (double) x.size() / norm.channels();
    for (int channel = 0; channel < norm.channels(); channel++) {
      float mean = get(norm.mean(), channel);
      float scale = get(norm.scale(), channel);
      double sum = sum(norm, channel, dy);
      double dot = dot(norm, channel, mean, scale, x, dy);
      put(dbias, channel, (float) sum);
      put(dweight, channel, (float) dot);
      // The weight is a factor of the sums here, where a group's sums have it in their terms.
      float weight = get(norm.weight(), channel);
      float meanSum = (float) (weight * sum / count);
      float meanDot = (float) (weight * dot / count);
      gradient(norm, channel, mean, scale, meanSum, meanDot, x, dy, dx);
    }
  }

  private static void gradient(
      ChannelNorm norm,
      int channel,
      float mean,
      float scale,
      float meanSum,
      float meanDot,
      Tensor x,
      Tensor dy,
      Tensor dx) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = x.size() * Float.BYTES;
    float weight = get(norm.weight(), channel);
    MemorySegment data = x.segment();
    for (long at = (long) channel * inner * Float.BYTES; at < end; at += period) {
      RunPasses.gradient(
          data, dy.segment(), dx.segment(), at, inner, mean, scale, weight, meanSum, meanDot);
    }
  }

  private static double sum(ChannelNorm norm, int channel, Tensor dy) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = dy.size() * Float.BYTES;
    double sum = 0;
    for (long at = (long) channel * inner * Float.BYTES; at < end; at += period) {
      sum += RowPasses.sum(dy.segment(), at, inner);
    }
    return sum;
  }

  private static double dot(
      ChannelNorm norm, int channel, float mean, float scale, Tensor x, Tensor dy) {
    int inner = norm.inner();
    long period = (long) norm.channels() * inner * Float.BYTES;
    long end = x.size() * Float.BYTES;
    double dot = 0;
    for (long at = (long) channel * inner * Float.BYTES; at < end; at += period) {
      dot += RunPasses.dot(x.segment(), dy.segment(), at, inner, mean, scale);
    }
    return dot;
  }

  private static void move(Tensor running, int channel, double momentum, double value) {
    put(running, channel, (float) ((1 - momentum) * get(running, channel) + momentum * value));
  }

  static float get(Tensor tensor, long index) {
    return tensor.segment().get(FLOAT, index * Float.BYTES);
  }

  static void put(Tensor tensor, long index, float value) {
    tensor.segment().set(FLOAT, index * Float.BYTES, value);
  }
}
