package dev.hayate.nn.predict;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Linear;
import java.lang.foreign.Arena;

/** What a model computes with once its weights are kept in fewer bits. */
public final class RoundedWeights {
  private RoundedWeights() {}

  /**
   * A copy of a model's parameters in which the weights of linear layers are as a predictor of the
   * given {@linkplain PredictorBuilder#weights type} reads them.
   *
   * @param arena owns the copy
   * @throws IllegalArgumentException if a weight that is to be scaled is not finite
   */
  public static Parameters of(Parameters parameters, WeightType type, Arena arena) {
    Parameters rounded = parameters.copy(arena);
    for (Node node : parameters.model().nodes()) {
      if (node.layer() instanceof Linear) {
        Tensor weight = rounded.tensor(node.name() + ".weight");
        try (Arena temporary = Arena.ofShared()) {
          weight.copyFrom(type.rounded(weight, temporary).toFloats());
        }
      }
    }
    return rounded;
  }
}
