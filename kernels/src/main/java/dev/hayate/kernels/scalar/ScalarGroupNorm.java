package dev.hayate.kernels.scalar;

import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Tensor;

/** Layer, group and root-mean-square normalisation by definition, in double. */
final class ScalarGroupNorm {
  private ScalarGroupNorm() {}

  static void forward(GroupNorm norm, Tensor x, Tensor y) {
    int length = norm.length();
    for (long row = 0; row * length < x.size(); row++) {
      long begin = row * length;
      double mean = norm.centred() ? sum(x, begin, length) / length : 0;
      double squares = 0;
      for (long i = begin; i < begin + length; i++) {
        double centred = Elements.get(x, i) - mean;
        squares += centred * centred;
      }
      double scale = 1 / Math.sqrt(squares / length + norm.epsilon());
      Elements.set(norm.mean(), row, mean);
      Elements.set(norm.scale(), row, scale);
      for (int j = 0; j < length; j++) {
        long place = place(norm, row, j);
        double normal = (Elements.get(x, begin + j) - mean) * scale;
        double scaled = normal * Elements.get(norm.weight(), place);
        Elements.set(y, begin + j, scaled + Elements.get(norm.bias(), place));
      }
    }
  }

  static void backward(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    parameters(norm, x, dy, dweight, dbias);
    int length = norm.length();
    for (long row = 0; row * length < x.size(); row++) {
      long begin = row * length;
      double mean = Elements.get(norm.mean(), row);
      double scale = Elements.get(norm.scale(), row);
      double sum = 0;
      double dot = 0;
      for (int j = 0; j < length; j++) {
        double share = share(norm, row, j, dy);
        sum += share;
        dot += share * ((Elements.get(x, begin + j) - mean) * scale);
      }
      sum = norm.centred() ? sum : 0;
      for (int j = 0; j < length; j++) {
        double normal = (Elements.get(x, begin + j) - mean) * scale;
        double share = share(norm, row, j, dy);
        Elements.set(dx, begin + j, scale * (share - (sum + normal * dot) / length));
      }
    }
  }

  private static double share(GroupNorm norm, long row, int j, Tensor dy) {
    long place = place(norm, row, j);
    return (double) Elements.get(dy, row * norm.length() + j) * Elements.get(norm.weight(), place);
  }

  /** One weight after the other, so that each sum is made in double. */
  private static void parameters(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dweight, Tensor dbias) {
    int inner = norm.inner();
    long period = dweight.size() * inner;
    int length = norm.length();
    for (long place = 0; place < dweight.size(); place++) {
      double sum = 0;
      double dot = 0;
      for (long at = place * inner; at < x.size(); at += period) {
        long row = at / length;
        double mean = Elements.get(norm.mean(), row);
        double scale = Elements.get(norm.scale(), row);
        for (long i = at; i < at + inner; i++) {
          sum += Elements.get(dy, i);
          dot += Elements.get(dy, i) * ((Elements.get(x, i) - mean) * scale);
        }
      }
      Elements.set(dbias, place, sum);
      Elements.set(dweight, place, dot);
    }
  }

  private static double sum(Tensor x, long begin, int length) {
    double sum = 0;
    for (long i = begin; i < begin + length; i++) {
      sum += Elements.get(x, i);
    }
    return sum;
  }

  private static long place(GroupNorm norm, long row, int j) {
    return (row % norm.groups() * norm.length() + j) / norm.inner();
  }
}
