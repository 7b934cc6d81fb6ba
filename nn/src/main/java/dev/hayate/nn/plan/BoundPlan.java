package dev.hayate.nn.plan;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.layer.Step;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A plan for one batch size: a straight line of steps. Running it allocates nothing and decides
 * nothing.
 */
public final class BoundPlan {
  private final Step[] steps;
  private final List<Step> all;
  private final List<Plan.Place> places;
  private final Tensor[] inputs;
  private final List<Optional<Tensor>> inputGradients;
  private final Tensor[] outputs;
  private final List<Optional<Tensor>> outputGradients;
  private final Optional<Consumer<MemorySegment>> elsewhere;

  BoundPlan(
      List<Step> steps,
      List<Plan.Place> places,
      List<Tensor> inputs,
      List<Optional<Tensor>> inputGradients,
      List<Tensor> outputs,
      List<Optional<Tensor>> outputGradients) {
    this.all = List.copyOf(steps);
    this.steps = steps.stream().filter(step -> step != Step.NOTHING).toArray(Step[]::new);
    this.places = List.copyOf(places);
    this.inputs = inputs.toArray(Tensor[]::new);
    this.inputGradients = List.copyOf(inputGradients);
    this.outputs = outputs.toArray(Tensor[]::new);
    this.outputGradients = List.copyOf(outputGradients);
    this.elsewhere =
        this.steps.length == 1 && this.steps[0] instanceof ChainStep chain
            ? chain.elsewhere()
            : Optional.empty();
  }

  /** Where an input is put before {@link #forward}. */
  public Tensor input(int index) {
    return inputs[index];
  }

  /**
   * Where the gradient of an input is found after {@link #backward}; absent unless the plan is made
   * for it.
   */
  public Optional<Tensor> inputGradient(int index) {
    return inputGradients.get(index);
  }

  /**
   * The name of the first layer whose output holds a NaN or an infinity, between {@link #forward}
   * and {@link #backward} of a plan that learns; empty if there is none.
   */
  public Optional<String> firstNotFinite() {
    for (Plan.Place place : places) {
      Tensor output = place.output();
      if (output.type() == DType.F32) {
        for (int row = 0; row < output.rows(); row++) {
          for (int col = 0; col < output.cols(); col++) {
            if (!Float.isFinite(output.get(row, col))) {
              return Optional.of(place.operation());
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Where an output is found after {@link #forward}. */
  public Tensor output(int index) {
    return outputs[index];
  }

  /**
   * Where the gradient of an output is put before {@link #backward}; absent if no parameter has a
   * part in that output.
   */
  public Optional<Tensor> outputGradient(int index) {
    return outputGradients.get(index);
  }

  /** Somebody who looks at the values within a plan. */
  @FunctionalInterface
  public interface Observer {
    /**
     * An operation's gradient is complete and not yet used.
     *
     * @param operation the first node's name
     * @param output what it computed
     * @param gradient with respect to that, or where layers were fused to what its activation was
     *     applied to; absent if no parameter or input has a part in it
     */
    void see(String operation, Tensor output, Optional<Tensor> gradient);
  }

  /** Computes all outputs. */
  public void forward() {
    for (Step step : steps) {
      step.forward();
    }
  }

  /**
   * Computes all outputs from samples of the only input. They are copied to where the input is,
   * unless they can be read where they are.
   *
   * @param samples as many bytes as the input has
   */
  public void forward(MemorySegment samples) {
    if (elsewhere.isPresent() && samples.isNative()) {
      elsewhere.get().accept(samples);
    } else {
      MemorySegment.copy(samples, 0, input(0).segment(), 0, samples.byteSize());
      forward();
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

  /** As {@link #backward()}, and shows every operation before it takes its turn. */
  public void backward(Observer observer) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Plan.Place place = places.get(i);
      observer.see(place.operation(), place.output(), place.gradient());
      all.get(i).backward();
    }
  }
}
