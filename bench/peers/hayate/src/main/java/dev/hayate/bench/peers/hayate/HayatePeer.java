package dev.hayate.bench.peers.hayate;

import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.train.Trainer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** Hayate: a predictor from tensor to tensor, a trainer's step. */
public final class HayatePeer implements Peer {
  /** {@code -Dhayate.peers.weights=I8} or BF16: weights of fewer bits. */
  private static final WeightType WEIGHTS =
      WeightType.valueOf(System.getProperty("hayate.peers.weights", WeightType.F32.name()));

  @Override
  public String name() {
    if (System.getProperty("hayate.backend", "").equals("openblas")) {
      return "Hayate on OpenBLAS";
    }
    return WEIGHTS == WeightType.F32
        ? "Hayate"
        : "Hayate, " + WEIGHTS.name().toLowerCase(Locale.ROOT);
  }

  /** Half a step of 127 for each weight, at random: some hundredths of the outputs' spread. */
  @Override
  public double tolerance() {
    return WEIGHTS == WeightType.F32 ? Peer.super.tolerance() : 0.1;
  }

  private static Model model(Mlp mlp) {
    Sequential layers = Model.sequential(mlp.inputs());
    for (int i = 0; i < mlp.layers(); i++) {
      layers = layers.linear(mlp.out(i));
      layers = i < mlp.layers() - 1 ? layers.relu() : layers;
    }
    return layers.build();
  }

  private static Parameters parameters(Model model, Mlp mlp, Arena arena) {
    Parameters parameters = Parameters.allocate(model, arena);
    int i = 0;
    for (Parameters.Entry entry : parameters.entries()) {
      entry.tensor().copyFrom(i % 2 == 0 ? mlp.weight(i / 2) : mlp.bias(i / 2));
      i++;
    }
    return parameters;
  }

  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    Arena arena = Arena.ofShared();
    Model model = model(mlp);
    Predictor predictor =
        model.predictor(parameters(model, mlp, arena)).batch(batch).weights(WEIGHTS).open();
    MemorySegment in = Tensor.of(arena, Shape.of(batch, mlp.inputs()), input).segment();
    Tensor results = Tensor.allocate(arena, batch, mlp.outputs());
    MemorySegment out = results.segment();
    return new Scorer() {
      @Override
      public void score() {
        predictor.predict(in, out);
      }

      @Override
      public float[] outputs() {
        return results.toFloats();
      }

      @Override
      public void close() {
        predictor.close();
        arena.close();
      }
    };
  }

  @Override
  public boolean trains() {
    return WEIGHTS == WeightType.F32;
  }

  @Override
  public Learner learner(Mlp mlp, Rule rule, int batch, float[] input, int[] classes) {
    Arena arena = Arena.ofShared();
    Model model = model(mlp);
    Trainer trainer =
        model
            .trainer(parameters(model, mlp, arena))
            .optimizer(rule == Rule.SGD ? Sgd.of(rule.rate()) : Adam.of(rule.rate()))
            .batch(batch)
            .open();
    Tensor x = Tensor.of(arena, Shape.of(batch, mlp.inputs()), input);
    Tensor y = Tensor.allocate(arena, DType.I32, Shape.of(batch, 1));
    MemorySegment.copy(MemorySegment.ofArray(classes), 0, y.segment(), 0, 4L * batch);
    return new Learner() {
      @Override
      public void step() {
        trainer.step(x, y);
      }

      @Override
      public double loss() {
        return trainer.loss();
      }

      @Override
      public void close() {
        trainer.close();
        arena.close();
      }
    };
  }
}
