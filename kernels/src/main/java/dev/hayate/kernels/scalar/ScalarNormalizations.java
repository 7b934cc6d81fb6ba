package dev.hayate.kernels.scalar;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Tensor;

/** Softmax and standardisation, row by row, in double. */
public class ScalarNormalizations extends Normalizations {
  /** Stateless. */
  public ScalarNormalizations() {}

  @Override
  protected void exponentials(Tensor x, Tensor y) {
    int cols = x.cols();
    for (long begin = 0; begin < x.size(); begin += cols) {
      double max = Rows.max(x, begin, cols);
      double sum = Rows.sumOfExponentials(x, begin, cols, max);
      for (long i = begin; i < begin + cols; i++) {
        Elements.set(y, i, Math.exp(Elements.get(x, i) - max) / sum);
      }
    }
  }

  @Override
  protected void exponentialsGradient(Tensor y, Tensor dy, Tensor dx) {
    int cols = y.cols();
    for (long begin = 0; begin < y.size(); begin += cols) {
      double dot = 0;
      for (long i = begin; i < begin + cols; i++) {
        dot += (double) Elements.get(dy, i) * Elements.get(y, i);
      }
      for (long i = begin; i < begin + cols; i++) {
        Elements.set(dx, i, Elements.get(y, i) * (Elements.get(dy, i) - dot));
      }
    }
  }

  @Override
  protected void logarithms(Tensor x, Tensor y) {
    int cols = x.cols();
    for (long begin = 0; begin < x.size(); begin += cols) {
      double max = Rows.max(x, begin, cols);
      double log = Math.log(Rows.sumOfExponentials(x, begin, cols, max));
      for (long i = begin; i < begin + cols; i++) {
        Elements.set(y, i, Elements.get(x, i) - max - log);
      }
    }
  }

  @Override
  protected void logarithmsGradient(Tensor y, Tensor dy, Tensor dx) {
    int cols = y.cols();
    for (long begin = 0; begin < y.size(); begin += cols) {
      double sum = 0;
      for (long i = begin; i < begin + cols; i++) {
        sum += Elements.get(dy, i);
      }
      for (long i = begin; i < begin + cols; i++) {
        Elements.set(dx, i, Elements.get(dy, i) - Math.exp(Elements.get(y, i)) * sum);
      }
    }
  }

  @Override
  protected void center(Tensor x, Tensor mean, Tensor deviation, Tensor y) {
    int cols = x.cols();
    for (long begin = 0; begin < x.size(); begin += cols) {
      for (int j = 0; j < cols; j++) {
        double centred = (double) Elements.get(x, begin + j) - Elements.get(mean, j);
        float scale = Elements.get(deviation, j);
        Elements.set(y, begin + j, scale == 0 ? centred : centred / scale);
      }
    }
  }

  @Override
  protected void standardizeChannels(ChannelNorm norm, double momentum, Tensor x, Tensor y) {
    ScalarChannelNorm.forward(norm, momentum, x, y);
  }

  @Override
  protected void standardizeChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    ScalarChannelNorm.backward(norm, x, dy, dx, dweight, dbias);
  }

  @Override
  protected void scaleChannels(ChannelNorm norm, Tensor x, Tensor y) {
    ScalarChannelNorm.forwardFixed(norm, x, y);
  }

  @Override
  protected void scaleChannelsGradient(
      ChannelNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    ScalarChannelNorm.backwardFixed(norm, x, dy, dx, dweight, dbias);
  }

  @Override
  protected void standardizeGroups(GroupNorm norm, Tensor x, Tensor y) {
    ScalarGroupNorm.forward(norm, x, y);
  }

  @Override
  protected void standardizeGroupsGradient(
      GroupNorm norm, Tensor x, Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    ScalarGroupNorm.backward(norm, x, dy, dx, dweight, dbias);
  }
}
