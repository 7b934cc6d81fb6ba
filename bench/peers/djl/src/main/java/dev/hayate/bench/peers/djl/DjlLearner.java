package dev.hayate.bench.peers.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.hayate.bench.peers.Mlp;
import dev.hayate.bench.peers.Peer;

/** The loop that DJL's own EasyTrain runs, without listeners. */
final class DjlLearner implements Peer.Learner {
  private final Model model;
  private final Trainer trainer;
  private final NDManager arrays;
  private final NDArray samples;
  private final NDArray targets;
  private double loss;

  DjlLearner(Model model, Mlp mlp, Peer.Rule rule, int batch, float[] input, int[] classes) {
    this.model = model;
    Tracker rate = Tracker.fixed((float) rule.rate());
    Optimizer optimizer =
        rule == Peer.Rule.SGD
            ? Optimizer.sgd().setLearningRateTracker(rate).build()
            : Optimizer.adam().optLearningRateTracker(rate).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(optimizer)
                .optDevices(new Device[] {Device.cpu()}));
    Shape shape = new Shape(batch, mlp.inputs());
    trainer.initialize(shape);
    arrays = model.getNDManager().newSubManager();
    samples = arrays.create(input, shape);
    targets = arrays.create(classes);
  }

  @Override
  public void step() {
    try (NDManager step = arrays.newSubManager()) {
      NDArray x = samples.duplicate();
      x.attach(step);
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray value =
            trainer.getLoss().evaluate(new NDList(targets), trainer.forward(new NDList(x)));
        collector.backward(value);
        loss = value.getFloat();
        value.close();
      }
      trainer.step();
    }
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public void close() {
    arrays.close();
    trainer.close();
    model.close();
  }
}
