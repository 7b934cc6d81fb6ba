package dev.hayate.bench.peers.smile;

import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import smile.base.mlp.Layer;
import smile.base.mlp.LayerBuilder;
import smile.base.mlp.MultilayerPerceptron;
import smile.base.mlp.OutputFunction;
import smile.tensor.Vector;

/** Smile's multilayer perceptron, which takes one sample at a time, as its regression does. */
public final class SmilePeer implements Peer {
  @Override
  public String name() {
    return "Smile 5";
  }

  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    LayerBuilder[] builders = new LayerBuilder[mlp.layers() + 1];
    builders[0] = Layer.input(mlp.inputs());
    for (int i = 0; i < mlp.layers(); i++) {
      builders[i + 1] =
          i < mlp.layers() - 1
              ? Layer.rectifier(mlp.out(i))
              : Layer.mse(mlp.out(i), OutputFunction.LINEAR);
    }
    Layer[] layers = new Layer[builders.length];
    for (int i = 0; i < builders.length; i++) {
      layers[i] = builders[i].build(i == 0 ? mlp.inputs() : mlp.in(i - 1));
    }
    for (int i = 0; i < mlp.layers(); i++) {
      float[] weight = mlp.transposed(i);
      float[] bias = mlp.bias(i);
      for (int row = 0; row < mlp.out(i); row++) {
        layers[i + 1].bias().set(row, bias[row]);
        for (int col = 0; col < mlp.in(i); col++) {
          layers[i + 1].weight().set(row, col, weight[row * mlp.in(i) + col]);
        }
      }
    }
    double[][] samples = new double[batch][mlp.inputs()];
    for (int i = 0; i < input.length; i++) {
      samples[i / mlp.inputs()][i % mlp.inputs()] = input[i];
    }
    return new Network(layers, samples, mlp.outputs());
  }

  @SuppressWarnings("serial") // nobody writes it
  private static final class Network extends MultilayerPerceptron implements Scorer {
    private final double[][] samples;
    private final float[] outputs;
    private final int size;

    Network(Layer[] layers, double[][] samples, int size) {
      super(layers);
      this.samples = samples;
      this.outputs = new float[samples.length * size];
      this.size = size;
    }

    @Override
    public void score() {
      for (int i = 0; i < samples.length; i++) {
        propagate(vector(samples[i]), false);
        Vector y = output.output();
        for (int j = 0; j < size; j++) {
          outputs[i * size + j] = (float) y.get(j);
        }
      }
    }

    @Override
    public float[] outputs() {
      return outputs.clone();
    }
  }
}
