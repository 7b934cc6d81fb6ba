package dev.hayate.kernels;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** Perceptrons layer by layer, by a backend's products, from weights that are float32 again. */
final class LayeredPerceptrons extends Perceptrons {
  private final Backend backend;

  LayeredPerceptrons(Backend backend) {
    this.backend = backend;
  }

  @Override
  protected Perceptron rearrange(List<Dense> layers, WeightType type, Arena arena) {
    List<Layer> packed = new ArrayList<>();
    for (Dense layer : layers) {
      Tensor weight = type.rounded(layer.weight(), arena);
      Epilogue epilogue = layer.epilogue();
      if (epilogue.hasBias()) {
        Tensor bias = backend.allocate(arena, DType.F32, epilogue.bias().shape());
        backend.upload(epilogue.bias(), bias);
        epilogue = Epilogue.bias(bias, epilogue.activation());
      }
      packed.add(new Layer(backend.products().pack(weight, false, arena), epilogue));
    }
    return new Layered(packed.toArray(Layer[]::new));
  }

  @Override
  protected Runnable call(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    if (!(perceptron instanceof Layered layered)) {
      throw new IllegalArgumentException("perceptron: it was packed by another backend");
    }
    Products products = backend.products();
    Layer[] layers = layered.layers;
    Tensor[] values = new Tensor[layers.length + 1];
    values[0] = x;
    for (int i = 0; i < layers.length; i++) {
      values[i + 1] = i == layers.length - 1 ? y : layered.between(i, x.rows(), scratch);
    }
    return () -> {
      for (int i = 0; i < layers.length; i++) {
        products.gemm(values[i], layers[i].weight, layers[i].epilogue, values[i + 1]);
      }
    };
  }

  private record Layer(PackedMatrix weight, Epilogue epilogue) {}

  private static final class Layered extends Perceptron {
    private final Layer[] layers;
    private final int widest;

    Layered(Layer[] layers) {
      super(layers[0].weight.rows(), layers[layers.length - 1].weight.cols());
      this.layers = layers;
      int most = 0;
      for (Layer layer : layers) {
        most = Math.max(most, layer.weight.cols());
      }
      this.widest = most;
    }

    @Override
    public int scratch(int rows) {
      return Math.multiplyExact(Math.min(layers.length - 1, 2) * rows, widest);
    }

    /** What a layer but the last puts out: two stretches of memory take turns. */
    Tensor between(int layer, int rows, Tensor scratch) {
      int cols = layers[layer].weight.cols();
      long from = layer % 2 * (long) rows * widest * Float.BYTES;
      long size = (long) rows * cols * Float.BYTES;
      return Tensor.wrap(scratch.segment().asSlice(from, size), Shape.of(rows, cols));
    }
  }
}
