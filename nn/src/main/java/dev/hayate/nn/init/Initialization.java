package dev.hayate.nn.init;

import dev.hayate.nn.layer.ParameterSpec;

/**
 * Which first values a model's parameters get: for each parameter an initializer, by its full name
 * and by what its layer says of it. Immutable.
 */
@FunctionalInterface
public interface Initialization {
  /** The initializer of one parameter. */
  Initializer of(String name, ParameterSpec spec);

  /** What each layer says: PyTorch's defaults. */
  static Initialization usual() {
    return (name, spec) -> spec.initializer();
  }

  /**
   * One initializer for all weights, as a function of how many inputs and outputs each has; biases
   * become 0.
   */
  static Initialization weights(ByFan initializer) {
    return (name, spec) -> {
      if (spec.trained() && spec.shape().rank() >= 2) {
        return initializer.of(Fan.of(spec.shape()));
      }
      return spec.name().equals("bias") ? new Constant(0) : spec.initializer();
    };
  }

  /** Makes an initializer for a weight. */
  @FunctionalInterface
  interface ByFan {
    /** The initializer for a weight with so many inputs and outputs. */
    Initializer of(Fan fan);
  }

  /** Glorot and Bengio (2010), as {@code torch.nn.init.xavier_uniform_}, with biases of 0. */
  static Initialization xavierUniform(double gain) {
    return weights(fan -> Uniform.within(gain * Math.sqrt(6.0 / (fan.in() + fan.out()))));
  }

  /** Glorot and Bengio (2010), as {@code torch.nn.init.xavier_normal_}, with biases of 0. */
  static Initialization xavierNormal(double gain) {
    return weights(fan -> new Normal(0, gain * Math.sqrt(2.0 / (fan.in() + fan.out()))));
  }

  /**
   * He and others (2015), as {@code torch.nn.init.kaiming_uniform_} by the number of inputs, with
   * biases of 0.
   *
   * @param gain {@code sqrt(2)} in front of ReLU, 1 in front of nothing; see {@link Gain}
   */
  static Initialization kaimingUniform(double gain) {
    return weights(fan -> Uniform.within(gain * Math.sqrt(3.0 / fan.in())));
  }

  /**
   * He and others (2015), as {@code torch.nn.init.kaiming_normal_} by the number of inputs, with
   * biases of 0.
   */
  static Initialization kaimingNormal(double gain) {
    return weights(fan -> new Normal(0, gain / Math.sqrt(fan.in())));
  }

  /** Orthogonal weights, see {@link Orthogonal}, with biases of 0. */
  static Initialization orthogonal(double gain) {
    return weights(fan -> new Orthogonal(gain));
  }

  /** One value for all weights, with biases of 0: what shows why first values matter. */
  static Initialization constant(double value) {
    return weights(fan -> new Constant((float) value));
  }
}
