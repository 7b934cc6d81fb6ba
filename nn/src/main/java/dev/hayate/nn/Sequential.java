package dev.hayate.nn;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Softmax;

/**
 * Builds a chain of layers. Layers are numbered from 0 in the order in which they are added, so
 * that parameters are named as {@code torch.nn.Sequential} names them: {@code 0.weight}, {@code
 * 2.bias}.
 */
public final class Sequential {
  private final Graph graph = new Graph();
  private Graph.Value last;
  private int count;

  Sequential(int... shape) {
    last = graph.input("input", shape);
  }

  /**
   * Adds any layer that has one input.
   *
   * @throws IllegalArgumentException if it does not fit what the layers before give
   */
  public Sequential layer(Layer layer) {
    last = graph.apply(Integer.toString(count), layer, last);
    count++;
    return this;
  }

  /** Adds {@link Linear} with a bias, from the last dimension so far to {@code out}. */
  public Sequential linear(int out) {
    return layer(Linear.of(last.shape().cols(), out));
  }

  /** Adds an activation. */
  public Sequential activation(Activation activation) {
    return layer(new Elementwise(activation));
  }

  /** Adds {@link Relu}. */
  public Sequential relu() {
    return activation(new Relu());
  }

  /** Adds {@link Sigmoid}. */
  public Sequential sigmoid() {
    return activation(new Sigmoid());
  }

  /** Adds {@link Tanh}. */
  public Sequential tanh() {
    return activation(new Tanh());
  }

  /** Adds {@link Dropout}. */
  public Sequential dropout(double p) {
    return layer(new Dropout(p));
  }

  /** Adds {@link BatchNorm1d} over the first dimension of a sample. */
  public Sequential batchNorm() {
    return layer(BatchNorm1d.of(last.shape().dim(0)));
  }

  /** Adds {@link LayerNorm} over the last dimension. */
  public Sequential layerNorm() {
    return layer(LayerNorm.of(last.shape().cols()));
  }

  /** Adds {@link Softmax}. */
  public Sequential softmax() {
    return layer(new Softmax());
  }

  /** Adds {@link LogSoftmax}. */
  public Sequential logSoftmax() {
    return layer(new LogSoftmax());
  }

  /** Adds {@link Flatten}. */
  public Sequential flatten() {
    return layer(new Flatten());
  }

  /** The model, with the last layer's result as its output. */
  public Model build() {
    return graph.output("output", last).build();
  }
}
