package dev.hayate.nn.plan;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.layer.Step;
import java.util.List;
import java.util.Optional;

/**
 * A plan for one batch size: a straight line of steps. Running it allocates nothing and decides
 * nothing.
 */
public final class BoundPlan {
  private final Step[] steps;
  private final List<Tensor> inputs;
  private final List<Tensor> outputs;
  private final List<Optional<Tensor>> outputGradients;

  BoundPlan(
      List<Step> steps,
      List<Tensor> inputs,
      List<Tensor> outputs,
      List<Optional<Tensor>> outputGradients) {
    this.steps = steps.stream().filter(step -> step != Step.NOTHING).toArray(Step[]::new);
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.outputGradients = List.copyOf(outputGradients);
  }

  /** Where an input is put before {@link #forward}. */
  public Tensor input(int index) {
    return inputs.get(index);
  }

  /** Where an output is found after {@link #forward}. */
  public Tensor output(int index) {
    return outputs.get(index);
  }

  /**
   * Where the gradient of an output is put before {@link #backward}; absent if no parameter has a
   * part in that output.
   */
  public Optional<Tensor> outputGradient(int index) {
    return outputGradients.get(index);
  }

  /** Computes all outputs. */
  public void forward() {
    for (Step step : steps) {
      step.forward();
    }
  }

  /**
   * Computes the gradients of all parameters from the outputs' gradients, which are used up.
   * Follows {@link #forward} on the same inputs.
   */
  public void backward() {
    for (int i = steps.length - 1; i >= 0; i--) {
      steps[i].backward();
    }
  }
}
