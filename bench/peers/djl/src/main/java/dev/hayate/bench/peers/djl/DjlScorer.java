package dev.hayate.bench.peers.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;

/** A predictor from an array to an array; its translator stacks nothing. */
final class DjlScorer implements Peer.Scorer {
  private final Model model;
  private final Predictor<float[], float[]> predictor;
  private final float[] input;
  private float[] outputs = {};

  DjlScorer(Model model, Mlp mlp, int batch, float[] input) {
    this.model = model;
    this.input = input;
    this.predictor = model.newPredictor(new Arrays(new Shape(batch, mlp.inputs())));
    model.getBlock().freezeParameters(true);
  }

  private record Arrays(Shape shape) implements NoBatchifyTranslator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input, shape));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().toFloatArray();
    }
  }

  @Override
  public void score() {
    try {
      outputs = predictor.predict(input);
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public float[] outputs() {
    return outputs.clone();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
