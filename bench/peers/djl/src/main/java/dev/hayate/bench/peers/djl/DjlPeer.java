package dev.hayate.bench.peers.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;

/** DJL's own blocks on its PyTorch engine, on one thread. */
public final class DjlPeer implements Peer {
  @Override
  public String name() {
    return "DJL 0.35, PyTorch 2.7";
  }

  @Override
  public Scorer scorer(Mlp mlp, int batch, float[] input) {
    return new DjlScorer(model(mlp), mlp, batch, input);
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public Learner learner(Mlp mlp, Rule rule, int batch, float[] input, int[] classes) {
    return new DjlLearner(model(mlp), mlp, rule, batch, input, classes);
  }

  /** Closing the model closes its parameters. */
  private static Model model(Mlp mlp) {
    Model model = Model.newInstance("mlp", "PyTorch");
    NDManager manager = model.getNDManager();
    SequentialBlock block = new SequentialBlock();
    for (int i = 0; i < mlp.layers(); i++) {
      block.add(Linear.builder().setUnits(mlp.out(i)).build());
      if (i < mlp.layers() - 1) {
        block.add(Activation.reluBlock());
      }
    }
    int i = 0;
    for (Pair<String, Parameter> entry : block.getParameters()) {
      NDArray values =
          i % 2 == 0
              ? manager.create(mlp.transposed(i / 2), new Shape(mlp.out(i / 2), mlp.in(i / 2)))
              : manager.create(mlp.bias(i / 2));
      entry.getValue().setArray(values);
      i++;
    }
    model.setBlock(block);
    return model;
  }
}
