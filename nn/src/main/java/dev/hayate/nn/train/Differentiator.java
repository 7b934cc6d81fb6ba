package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;

/**
 * A model compiled to be looked into: outputs, and the gradients of any function of them with
 * respect to parameters and inputs. Nothing is updated, but for running statistics in training
 * mode. Belongs to one thread at a time; after the first call for a batch size a call allocates
 * nothing.
 */
public final class Differentiator implements AutoCloseable {
  private final Backend backend;
  private final Arena arena;
  private final Plan plan;
  private BoundPlan last;

  private Differentiator(
      Model model, Parameters parameters, int batch, boolean training, Backend backend) {
    this.backend = backend;
    this.arena = Arena.ofShared();
    try {
      this.plan =
          Plan.of(
              model,
              parameters,
              backend,
              arena,
              batch,
              training ? Plan.Purpose.DIFFERENTIATION_IN_TRAINING : Plan.Purpose.DIFFERENTIATION);
      this.last = plan.at(0);
    } catch (RuntimeException e) {
      arena.close();
      backend.close();
      throw e;
    }
  }

  /**
   * Compiles a model.
   *
   * @param batch the largest batch
   * @param training whether dropout drops and batch normalisation takes the batch's own statistics
   * @param backend the backend's name; empty for the best
   */
  public static Differentiator of(
      Model model, Parameters parameters, int batch, boolean training, String backend) {
    return new Differentiator(
        model,
        parameters,
        batch,
        training,
        backend.isEmpty() ? Backends.open() : Backends.open(backend, 1));
  }

  /**
   * Computes the outputs.
   *
   * @param inputs one tensor {@code [n, ...]} for each input
   */
  public void forward(Tensor... inputs) {
    last = plan.at(inputs[0].rows() == 0 ? 0 : batch(inputs[0]));
    for (int i = 0; i < inputs.length; i++) {
      backend.upload(inputs[i], last.input(i));
    }
    last.forward();
  }

  private int batch(Tensor input) {
    return Math.toIntExact(input.size() / plan.model().inputShape(0).size());
  }

  /** An output of the last {@link #forward}, on the backend. */
  public Tensor output(int index) {
    return last.output(index);
  }

  /**
   * Computes the gradients of {@code sum(output gradient)} over all outputs. Follows {@link
   * #forward}, once.
   *
   * @param gradients one tensor of the shape of each output
   */
  public void backward(Tensor... gradients) {
    for (int i = 0; i < gradients.length; i++) {
      if (last.outputGradient(i).isPresent()) {
        backend.upload(gradients[i], last.outputGradient(i).get());
      }
    }
    last.backward();
  }

  /** The gradient with respect to an input of float32 after {@link #backward}. */
  public Tensor inputGradient(int index) {
    return last.inputGradient(index)
        .orElseThrow(() -> new IllegalArgumentException("input " + index + " has no gradient"));
  }

  /** The gradients with respect to the parameters after {@link #backward}. */
  public Parameters gradients() {
    return plan.gradients().orElseThrow();
  }

  /** The backend, for a loss of the outputs. */
  public Backend backend() {
    return backend;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      backend.close();
    }
  }
}
