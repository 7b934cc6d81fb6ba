package dev.hayate.nn.insight;

import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Bilinear;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Softmax;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What layers compute, written out in double from their definitions and sharing no code with the
 * kernels: the reference of {@link GradientCheck}. Dropout is the identity. A layer that is not
 * here is still checked, by its own float32 computation.
 */
final class Definition {
  /** The values of one layer at work. */
  private record Call(
      int batch,
      List<double[]> inputs,
      List<Shape> shapes,
      Map<String, double[]> parameters,
      boolean training) {
    double[] x() {
      return inputs.getFirst();
    }

    int cols() {
      return shapes.getFirst().cols();
    }

    /** A parameter that may be absent, as the bias of a layer without one. */
    double parameter(String name, int index, double absent) {
      double[] values = parameters.get(name);
      return values == null ? absent : values[index];
    }

    double[] all(String name) {
      double[] values = parameters.get(name);
      if (values == null) {
        throw new IllegalArgumentException("definition: parameter " + name + " is missing");
      }
      return values;
    }
  }

  private Definition() {}

  /**
   * The output of a layer on a batch; empty if the layer is not known here.
   *
   * @param inputs the values of each input, whole numbers for indices
   * @param shapes of one sample of each
   * @param parameters by their names within the layer, in the layout of memory
   * @param training whether batch normalisation takes the batch's own statistics
   */
  static Optional<double[]> output(
      Layer layer,
      int batch,
      List<double[]> inputs,
      List<Shape> shapes,
      Map<String, double[]> parameters,
      boolean training) {
    Call call = new Call(batch, inputs, shapes, parameters, training);
    return Optional.ofNullable(
        switch (layer) {
          case Linear linear -> linear(linear, call);
          case Elementwise elementwise -> {
            double[] y = call.x().clone();
            for (int i = 0; i < y.length; i++) {
              y[i] = elementwise.activation().value(y[i]);
            }
            yield y;
          }
          case Dropout dropout -> call.x().clone();
          case Flatten flatten -> call.x().clone();
          case Softmax softmax -> softmax(call, false);
          case LogSoftmax logSoftmax -> softmax(call, true);
          case Add add -> join(call, false);
          case Multiply multiply -> join(call, true);
          case Concat concat -> concat(call);
          case Scale scale -> rowwise(call, "weight", true);
          case Shift shift -> rowwise(call, "bias", false);
          case PRelu prelu -> prelu(prelu, call);
          case Glu glu -> glu(call);
          case BatchNorm1d norm -> batchNorm(norm, call);
          case LayerNorm norm -> normalize(call, (int) norm.shape().size(), norm.epsilon(), true);
          case RmsNorm norm -> normalize(call, (int) norm.shape().size(), norm.epsilon(), false);
          case GroupNorm norm -> groupNorm(norm, call);
          case Embedding embedding -> embedding(embedding, call);
          case EmbeddingBag bag -> bag(bag, call);
          case Bilinear bilinear -> bilinear(bilinear, call);
          default -> null;
        });
  }

  private static double[] linear(Linear layer, Call call) {
    double[] x = call.x();
    double[] weight = call.all("weight");
    int rows = x.length / layer.in();
    int out = layer.out();
    double[] y = new double[rows * out];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < layer.in(); i++) {
        double value = x[row * layer.in() + i];
        for (int j = 0; j < out; j++) {
          y[row * out + j] += value * weight[i * out + j];
        }
      }
      for (int j = 0; j < out; j++) {
        double sum = y[row * out + j] + call.parameter("bias", j, 0);
        y[row * out + j] = layer.activation().value(sum);
      }
    }
    return y;
  }

  private static double[] softmax(Call call, boolean log) {
    double[] y = call.x().clone();
    int cols = call.cols();
    for (int from = 0; from < y.length; from += cols) {
      double most = Double.NEGATIVE_INFINITY;
      for (int j = from; j < from + cols; j++) {
        most = Math.max(most, y[j]);
      }
      double sum = 0;
      for (int j = from; j < from + cols; j++) {
        sum += Math.exp(y[j] - most);
      }
      for (int j = from; j < from + cols; j++) {
        y[j] = log ? y[j] - most - Math.log(sum) : Math.exp(y[j] - most) / sum;
      }
    }
    return y;
  }

  private static double[] join(Call call, boolean product) {
    double[] y = call.x().clone();
    for (double[] other : call.inputs().subList(1, call.inputs().size())) {
      for (int i = 0; i < y.length; i++) {
        y[i] = product ? y[i] * other[i] : y[i] + other[i];
      }
    }
    return y;
  }

  private static double[] concat(Call call) {
    int cols = call.shapes().stream().mapToInt(Shape::cols).sum();
    int rows = call.x().length / call.cols();
    double[] y = new double[rows * cols];
    int to = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      int width = call.shapes().get(i).cols();
      for (int row = 0; row < rows; row++) {
        System.arraycopy(call.inputs().get(i), row * width, y, row * cols + to, width);
      }
      to += width;
    }
    return y;
  }

  private static double[] rowwise(Call call, String name, boolean product) {
    double[] y = call.x().clone();
    double[] values = call.all(name);
    for (int i = 0; i < y.length; i++) {
      double value = values[i % values.length];
      y[i] = product ? y[i] * value : y[i] + value;
    }
    return y;
  }

  private static double[] prelu(PRelu layer, Call call) {
    double[] y = call.x().clone();
    int inner = y.length / call.batch() / layer.slopes();
    for (int i = 0; i < y.length; i++) {
      if (y[i] < 0) {
        y[i] *= call.all("weight")[i / inner % layer.slopes()];
      }
    }
    return y;
  }

  private static double[] glu(Call call) {
    double[] x = call.x();
    int half = call.cols() / 2;
    double[] y = new double[x.length / 2];
    for (int i = 0; i < y.length; i++) {
      int at = i / half * 2 * half + i % half;
      y[i] = x[at] / (1 + Math.exp(-x[at + half]));
    }
    return y;
  }

  private static double[] batchNorm(BatchNorm1d layer, Call call) {
    double[] x = call.x();
    double[] y = new double[x.length];
    int channels = layer.features();
    int inner = x.length / call.batch() / channels;
    for (int c = 0; c < channels; c++) {
      double mean = call.training() ? 0 : call.all("running_mean")[c];
      double variance = call.training() ? 0 : call.all("running_var")[c];
      int count = call.batch() * inner;
      for (int pass = 0; pass < 2 && call.training(); pass++) {
        for (int i = 0; i < count; i++) {
          double value = x[(i / inner * channels + c) * inner + i % inner];
          mean += pass == 0 ? value / count : 0;
          variance += pass == 0 ? 0 : (value - mean) * (value - mean) / count;
        }
      }
      double scale = call.parameter("weight", c, 1) / Math.sqrt(variance + layer.epsilon());
      for (int i = 0; i < count; i++) {
        int at = (i / inner * channels + c) * inner + i % inner;
        y[at] = (x[at] - mean) * scale + call.parameter("bias", c, 0);
      }
    }
    return y;
  }

  private static double[] groupNorm(GroupNorm layer, Call call) {
    int inner = call.x().length / call.batch() / layer.channels();
    int size = layer.channels() / layer.groups() * inner;
    double[] y = standardize(call.x(), size, layer.epsilon(), true);
    for (int i = 0; i < y.length; i++) {
      int channel = i / inner % layer.channels();
      y[i] = y[i] * call.parameter("weight", channel, 1) + call.parameter("bias", channel, 0);
    }
    return y;
  }

  private static double[] normalize(Call call, int size, double epsilon, boolean centred) {
    double[] y = standardize(call.x(), size, epsilon, centred);
    for (int i = 0; i < y.length; i++) {
      y[i] = y[i] * call.parameter("weight", i % size, 1) + call.parameter("bias", i % size, 0);
    }
    return y;
  }

  private static double[] standardize(double[] x, int size, double epsilon, boolean centred) {
    double[] y = x.clone();
    for (int from = 0; from < y.length; from += size) {
      double mean = 0;
      for (int i = from; i < from + size; i++) {
        mean += centred ? y[i] / size : 0;
      }
      double square = 0;
      for (int i = from; i < from + size; i++) {
        square += (y[i] - mean) * (y[i] - mean) / size;
      }
      for (int i = from; i < from + size; i++) {
        y[i] = (y[i] - mean) / Math.sqrt(square + epsilon);
      }
    }
    return y;
  }

  private static double[] embedding(Embedding layer, Call call) {
    double[] rows = call.x();
    double[] y = new double[rows.length * layer.size()];
    for (int i = 0; i < rows.length; i++) {
      int row = (int) rows[i];
      System.arraycopy(call.all("weight"), row * layer.size(), y, i * layer.size(), layer.size());
    }
    return y;
  }

  private static double[] bag(EmbeddingBag layer, Call call) {
    double[] table = call.all("weight");
    int length = call.cols();
    int size = layer.size();
    double[] y = new double[call.batch() * size];
    for (int sample = 0; sample < call.batch(); sample++) {
      int count = 0;
      for (int i = 0; i < length; i++) {
        int row = (int) call.x()[sample * length + i];
        if (row < 0 || row == layer.padding()) {
          continue;
        }
        for (int j = 0; j < size; j++) {
          int at = sample * size + j;
          double value = table[row * size + j];
          y[at] =
              switch (layer.mode()) {
                case SUM, MEAN -> y[at] + value;
                case MAX -> count == 0 ? value : Math.max(y[at], value);
              };
        }
        count++;
      }
      if (layer.mode() == Indexing.Bag.MEAN && count > 0) {
        for (int j = 0; j < size; j++) {
          y[sample * size + j] /= count;
        }
      }
    }
    return y;
  }

  private static double[] bilinear(Bilinear layer, Call call) {
    double[] first = call.inputs().get(0);
    double[] second = call.inputs().get(1);
    double[] weight = call.all("weight");
    double[] y = new double[call.batch() * layer.out()];
    for (int at = 0; at < y.length; at++) {
      int sample = at / layer.out();
      int o = at % layer.out();
      y[at] = call.parameter("bias", o, 0);
      for (int i = 0; i < layer.in1(); i++) {
        for (int j = 0; j < layer.in2(); j++) {
          y[at] +=
              first[sample * layer.in1() + i]
                  * weight[(o * layer.in1() + i) * layer.in2() + j]
                  * second[sample * layer.in2() + j];
        }
      }
    }
    return y;
  }
}
