package dev.hayate.nn.plan;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Passes;
import dev.hayate.nn.layer.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model compiled for one backend and a largest batch: the operations, and one stretch of memory
 * for all of their tensors ({@link TensorPlaces}). {@link #at} binds it to a batch size, once for
 * each. Belongs to one thread at a time.
 */
public final class Plan {
  /** What a plan is made for. */
  public enum Purpose {
    /** Forward and backward in training: dropout drops, statistics run. */
    TRAINING,
    /** Forward as in evaluation, and backward to the parameters and the inputs. */
    DIFFERENTIATION,
    /** Forward and backward in training, to the parameters and the inputs. */
    DIFFERENTIATION_IN_TRAINING,
    /** Forward and backward in training, to the parameters and the inputs, nothing fused. */
    INSPECTION,
    /** Forward with parameters that may change between runs. */
    EVALUATION,
    /** Forward with parameters that will not change: they are packed. */
    SCORING;

    /** Whether plans go backward. */
    public boolean learns() {
      return this != EVALUATION && this != SCORING;
    }

    /** Whether plans run as in training. */
    public boolean trains() {
      return this == TRAINING || this == DIFFERENTIATION_IN_TRAINING || this == INSPECTION;
    }

    /** Whether plans go backward to the inputs. */
    boolean reachesInputs() {
      return learns() && this != TRAINING;
    }
  }

  private final Model model;
  private final Backend backend;
  private final Purpose purpose;
  private final Parameters parameters;
  private final Optional<Parameters> gradients;
  private final List<Operation> operations;
  private final Optional<Weights> weights;
  private final Optional<Chains> chains;
  private final TensorPlaces places;
  private final MemorySegment memory;
  private final Arena arena;
  private final BoundPlan[] bound;
  private final Passes passes;

  /** Where an operation's output and the gradient with respect to it lie. */
  record Place(String operation, Tensor output, Optional<Tensor> gradient) {}

  private Plan(
      Model model,
      Parameters parameters,
      Backend backend,
      Arena arena,
      int batch,
      Purpose purpose,
      Passes passes,
      Optional<Weights> weights) {
    if (batch < 0) {
      throw new IllegalArgumentException("batch: expected 0 or more, found " + batch);
    }
    if (parameters.model() != model) {
      throw new IllegalArgumentException(
          "parameters: they belong to another model: expected "
              + model.parameterCount()
              + " of it");
    }
    this.model = model;
    this.backend = backend;
    this.purpose = purpose;
    this.parameters = parameters;
    this.arena = arena;
    this.passes = passes;
    this.weights = weights;
    this.operations =
        purpose == Purpose.INSPECTION
            ? Operation.each(model)
            : Operation.fuse(model, purpose.learns());
    this.chains = weights.map(kept -> new Chains(model, operations));
    this.gradients =
        purpose.learns() ? Optional.of(Parameters.allocate(model, arena)) : Optional.empty();
    this.places = new TensorPlaces(model, operations, purpose, chains, batch);
    this.memory = allocate(backend, arena, batch, places.bytes());
    this.bound = new BoundPlan[batch + 1];
  }

  /**
   * Compiles a model.
   *
   * @param arena owns all memory of the plan
   * @param batch the largest batch, 0 or more
   * @throws IllegalArgumentException if the parameters are another model's
   */
  public static Plan of(
      Model model,
      Parameters parameters,
      Backend backend,
      Arena arena,
      int batch,
      Purpose purpose) {
    return of(model, parameters, backend, arena, batch, purpose, new Passes(0));
  }

  /**
   * Compiles a model whose passes somebody counts.
   *
   * @param passes what random numbers depend on
   */
  public static Plan of(
      Model model,
      Parameters parameters,
      Backend backend,
      Arena arena,
      int batch,
      Purpose purpose,
      Passes passes) {
    return new Plan(model, parameters, backend, arena, batch, purpose, passes, Optional.empty());
  }

  /**
   * Compiles a model for scoring with parameters that will not change, and has all of them packed
   * or copied before it returns.
   *
   * @param weights to be kept by the caller as long as the plan is used
   * @param arena owns all other memory of the plan
   * @param batch the largest batch, 0 or more
   * @throws IllegalArgumentException if the parameters are another model's
   */
  public static Plan scoring(Weights weights, Arena arena, int batch) {
    Plan plan =
        new Plan(
            weights.model(),
            weights.parameters(),
            weights.backend(),
            arena,
            batch,
            Purpose.SCORING,
            new Passes(0),
            Optional.of(weights));
    plan.at(batch);
    plan.at(Math.min(1, batch));
    return plan;
  }

  private static MemorySegment allocate(Backend backend, Arena arena, int batch, long bytes) {
    long floats = bytes / Float.BYTES;
    if (floats > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch: " + batch + " samples need " + bytes + " bytes: expected at most 8 GiB");
    }
    return backend.allocate(arena, DType.F32, Shape.of((int) floats)).segment();
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The largest batch. */
  public int largestBatch() {
    return bound.length - 1;
  }

  /** The parameters' gradients, in the parameters' layout, if the plan is for training. */
  public Optional<Parameters> gradients() {
    return gradients;
  }

  /** The bytes of all values and gradients together. */
  public long workspaceBytes() {
    return memory.byteSize();
  }

  /**
   * This plan for one batch size; made at the first call for that size, kept afterwards.
   *
   * @throws IllegalArgumentException if the batch is negative or larger than the largest
   */
  public BoundPlan at(int batch) {
    if (batch < 0 || batch >= bound.length) {
      throw new IllegalArgumentException(
          "batch: expected 0 to " + largestBatch() + " samples, found " + batch);
    }
    BoundPlan plan = bound[batch];
    if (plan == null) {
      plan = bind(batch);
      bound[batch] = plan;
    }
    return plan;
  }

  private BoundPlan bind(int batch) {
    List<Step> steps = new ArrayList<>();
    for (int t = 0; t < operations.size(); ) {
      Optional<Step> chain = chain(t, batch);
      if (chain.isPresent()) {
        steps.add(chain.get());
        t = chains.orElseThrow().end(t);
      } else {
        steps.add(new BoundSite(this, t, batch).bind());
        t++;
      }
    }
    List<Tensor> inputs = new ArrayList<>();
    List<Optional<Tensor>> inputGradients = new ArrayList<>();
    for (int i = 0; i < model.nodes().size(); i++) {
      if (model.nodes().get(i).isInput()) {
        inputs.add(value(i, batch));
        inputGradients.add(gradient(i, batch));
      }
    }
    List<Tensor> outputs = new ArrayList<>();
    List<Optional<Tensor>> outputGradients = new ArrayList<>();
    model
        .outputs()
        .forEach(
            output -> {
              outputs.add(value(output.node(), batch));
              outputGradients.add(gradient(output.node(), batch));
            });
    List<Place> places = new ArrayList<>();
    for (Operation operation : operations) {
      int value = operation.output();
      places.add(new Place(operation.name(), value(value, batch), gradient(value, batch)));
    }
    return new BoundPlan(steps, places, inputs, inputGradients, outputs, outputGradients);
  }

  private Optional<Step> chain(int t, int batch) {
    return chains
        .filter(found -> found.end(t) > t)
        .flatMap(found -> found.bind(this, weights.orElseThrow(), t, batch));
  }

  Passes passes() {
    return passes;
  }

  Tensor scratch(Shape shape) {
    return backend.allocate(arena, DType.F32, shape);
  }

  Backend backend() {
    return backend;
  }

  Purpose purpose() {
    return purpose;
  }

  /** A parameter's values: those at the time when weights for scoring were made. */
  Tensor parameter(String name) {
    return weights.isPresent() ? weights.get().tensor(name) : parameters.tensor(name);
  }

  Operation operation(int index) {
    return operations.get(index);
  }

  boolean learns(int value) {
    return places.learns(value);
  }

  Tensor value(int value, int batch) {
    return view(places.value(value), value, batch);
  }

  Optional<Tensor> gradient(int value, int batch) {
    return view(places.gradient(value), value, batch);
  }

  /**
   * The activation through which the gradient of a value goes as it is written: that of the layer
   * which made the value, where one operation alone writes the gradient and can do that.
   */
  Optional<Activation> finishedBy(int value) {
    return places.finishedBy(value);
  }

  /** The separate tensor for what an input adds to a gradient that another wrote first. */
  Optional<Tensor> addend(int operation, int input, int value, int batch) {
    return view(places.addend(operation, input), value, batch);
  }

  /** A parameter packed as a product's right operand; absent if it may change. */
  Optional<PackedMatrix> packed(String name) {
    return weights.map(kept -> kept.packed(name));
  }

  private Optional<Tensor> view(OptionalLong offset, int value, int batch) {
    return offset.isPresent()
        ? Optional.of(view(offset.getAsLong(), value, batch))
        : Optional.empty();
  }

  private Tensor view(long offset, int value, int batch) {
    Node node = model.nodes().get(value);
    Shape shape = node.shape().batched(batch);
    MemorySegment slice = memory.asSlice(offset, shape.size() * Float.BYTES);
    return Tensor.wrap(slice, node.layer().outputType(), shape);
  }
}
