package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.ChannelPasses.get;
import static dev.hayate.kernels.vector.ChannelPasses.put;

import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Layer, group and root-mean-square normalisation, stretch by stretch, while a stretch is in the
 * cache. Sums over a stretch are made in float32.
 */
final class VectorGroupNorm {
  private VectorGroupNorm() {}

  static void forward(GroupNorm norm, Tensor x, Tensor y) {
    int length = norm.length();
    MemorySegment data = x.segment();
    long stretches = x.size() / length;
    for (long row = 0; row < stretches; row++) {
      long begin = row * length * Float.BYTES;
      float mean = norm.centred() ? RowPasses.sum(data, begin, length) / length : 0;
      float squares = RowPasses.squares(data, begin, length, mean);
      float scale = (float) (1 / Math.sqrt((double) squares / length + norm.epsilon()));
      put(norm.mean(), row, mean);
      put(norm.scale(), row, scale);
      if (norm.inner() == 1) {
        long first = row % norm.groups() * length * Float.BYTES;
        GroupPasses.normalize(
            data,
            y.segment(),
            begin,
            norm.weight().segment(),
            norm.bias().segment(),
            first,
            length,
            mean,
            scale);
      } else {
        runs(norm, row, mean, scale, x, y);
      }
    }
  }

  private static void runs(GroupNorm norm, long row, float mean, float scale, Tensor x, Tensor y) {
    int inner = norm.inner();
    int length = norm.length();
    long place = row % norm.groups() * length / inner;
    for (int j = 0; j < length; j += inner) {
      long at = (row * length + j) * Float.BYTES;
      float weight = get(norm.weight(), place);
      float bias = get(norm.bias(), place);
      RunPasses.normalize(x.segment(), y.segment(), at, inner, mean, scale, weight, bias);
      place++;
    }
  }

  static void backward(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    dweight.segment().fill((byte) 0);
    dbias.segment().fill((byte) 0);
    long stretches = x.size() / norm.length();
    for (long row = 0; row < stretches; row++) {
      if (norm.inner() == 1) {
        rowGradient(norm, row, x, dy, dx, dweight, dbias);
      } else {
        runsGradient(norm, row, x, dy, dx, dweight, dbias);
      }
    }
  }

  private static void rowGradient(
      GroupNorm norm, long row, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int length = norm.length();
    long begin = row * length * Float.BYTES;
    long first = row % norm.groups() * length * Float.BYTES;
    float mean = get(norm.mean(), row);
    float scale = get(norm.scale(), row);
    MemorySegment weight = norm.weight().segment();
    VectorArithmetic.add(
        dbias.segment(), first, dy.segment(), begin, dbias.segment(), first, length);
    float dot =
        GroupPasses.dot(
            x.segment(),
            dy.segment(),
            begin,
            weight,
            dweight.segment(),
            first,
            length,
            mean,
            scale);
    float sum = norm.centred() ? RowPasses.dot(dy.segment(), begin, weight, first, length) : 0;
    GroupPasses.gradient(
        x.segment(),
        dy.segment(),
        dx.segment(),
        begin,
        weight,
        first,
        length,
        mean,
        scale,
        sum / length,
        dot / length);
  }

  private static void runsGradient(
      GroupNorm norm, long row, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    int inner = norm.inner();
    int length = norm.length();
    float mean = get(norm.mean(), row);
    float scale = get(norm.scale(), row);
    long first = row % norm.groups() * length / inner;
    long place = first;
    double sum = 0;
    double dot = 0;
    for (int j = 0; j < length; j += inner) {
      long at = (row * length + j) * Float.BYTES;
      float mySum = RowPasses.sum(dy.segment(), at, inner);
      float myDot = RunPasses.dot(x.segment(), dy.segment(), at, inner, mean, scale);
      put(dbias, place, get(dbias, place) + mySum);
      put(dweight, place, get(dweight, place) + myDot);
      sum += (double) get(norm.weight(), place) * mySum;
      dot += (double) get(norm.weight(), place) * myDot;
      place++;
    }
    float meanSum = norm.centred() ? (float) (sum / length) : 0;
    float meanDot = (float) (dot / length);
    place = first;
    for (int j = 0; j < length; j += inner) {
      long at = (row * length + j) * Float.BYTES;
      float weight = get(norm.weight(), place);
      RunPasses.gradient(
          x.segment(),
          dy.segment(),
          dx.segment(),
          at,
          inner,
          mean,
          scale,
          weight,
          meanSum,
          meanDot);
      place++;
    }
  }
}
