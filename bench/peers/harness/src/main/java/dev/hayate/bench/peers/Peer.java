package dev.hayate.bench.peers;

import java.util.ServiceLoader;

/**
 * A library that scores and trains multilayer perceptrons on one thread, as its own documentation
 * says is fastest. There is one on each class path, found by {@link ServiceLoader}.
 */
public interface Peer {
  /** The peer of this class path. */
  static Peer here() {
    return ServiceLoader.load(Peer.class)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("peer: expected one on the class path"));
  }

  /** What the table calls it. */
  String name();

  /**
   * How far an output may be off, as a share of one more than its size. Of values around 1 the
   * rounding errors of four layers of up to 2,048 float32 sums stay a hundred times below the usual
   * one, and a wrong weight, bias or order a hundred times above.
   */
  default double tolerance() {
    return 1e-3;
  }

  /**
   * A model ready for batches of one size.
   *
   * @param input the samples, which every call scores
   */
  Scorer scorer(Mlp model, int batch, float[] input);

  /** Whether it takes part in training. */
  default boolean trains() {
    return false;
  }

  /**
   * A model ready for training with cross entropy, averaged over the batch.
   *
   * @param rule how the parameters change
   * @throws UnsupportedOperationException if it does not train
   */
  default Learner learner(Mlp model, Rule rule, int batch, float[] input, int[] classes) {
    throw new UnsupportedOperationException(name() + " does not train");
  }

  /** How a step changes the parameters. */
  enum Rule {
    /** Gradient descent at a rate of 0.05. */
    SGD(0.05),
    /** Adam at a rate of 0.001, with 0.9, 0.999 and 1e-8. */
    ADAM(0.001);

    private final double rate;

    Rule(double rate) {
      this.rate = rate;
    }

    /** The learning rate. */
    public double rate() {
      return rate;
    }
  }

  /** A model that scores the same samples again and again. */
  interface Scorer extends AutoCloseable {
    /** From the input, where this peer reads it, to the output, where it leaves it. */
    void score();

    /** The outputs of the last call. */
    float[] outputs();

    @Override
    void close();
  }

  /** A model that learns the same batch again and again. */
  interface Learner extends AutoCloseable {
    /** Forward, cross entropy, backward, update. */
    void step();

    /** The loss of the last step's forward pass. */
    double loss();

    @Override
    void close();
  }
}
