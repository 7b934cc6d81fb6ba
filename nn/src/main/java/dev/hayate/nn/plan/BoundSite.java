package dev.hayate.nn.plan;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.layer.Passes;
import dev.hayate.nn.layer.Site;
import dev.hayate.nn.layer.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One operation's place in a plan at one batch size. */
final class BoundSite implements Site {
  private final Plan plan;
  private final Operation operation;
  private final int batch;
  private final List<Tensor> inputs = new ArrayList<>();
  private final Tensor output;
  private final Optional<Tensor> outputGradient;
  private final List<Optional<Tensor>> inputGradients = new ArrayList<>();
  private final List<Tensor> addends = new ArrayList<>();
  private final List<Tensor> sums = new ArrayList<>();

  BoundSite(Plan plan, int index, int batch) {
    this.plan = plan;
    this.operation = plan.operation(index);
    this.batch = batch;
    this.output = plan.value(operation.output(), batch);
    this.outputGradient = plan.gradient(operation.output(), batch);
    for (int i = 0; i < operation.inputs().size(); i++) {
      int input = operation.inputs().get(i);
      inputs.add(plan.value(input, batch));
      Optional<Tensor> gradient = plan.gradient(input, batch);
      Optional<Tensor> addend = plan.addend(index, i, input, batch);
      if (addend.isPresent()) {
        addends.add(addend.get());
        sums.add(gradient.orElseThrow());
        gradient = addend;
      }
      inputGradients.add(gradient);
    }
  }

  /**
   * The layer's step; where another operation wrote an input's gradient before, this one's share is
   * computed beside it and then added.
   */
  Step bind() {
    Step step = operation.layer().bind(this);
    if (addends.isEmpty()) {
      return step;
    }
    Arithmetic arithmetic = backend().arithmetic();
    return Step.of(
        step::forward,
        () -> {
          step.backward();
          for (int i = 0; i < addends.size(); i++) {
            arithmetic.add(sums.get(i), addends.get(i), sums.get(i));
          }
        });
  }

  @Override
  public Backend backend() {
    return plan.backend();
  }

  @Override
  public boolean learns() {
    return plan.learns(operation.output());
  }

  @Override
  public boolean training() {
    return plan.purpose().trains();
  }

  @Override
  public Passes passes() {
    return plan.passes();
  }

  @Override
  public long stream() {
    return RandomStream.DROPOUT.at(operation.output());
  }

  @Override
  public Tensor scratch(Shape shape) {
    return plan.scratch(shape);
  }

  @Override
  public int inputs() {
    return inputs.size();
  }

  @Override
  public Tensor input(int index) {
    return inputs.get(index);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Tensor outputGradient() {
    return outputGradient.orElseThrow(
        () -> new IllegalStateException(operation.name() + ": it has no gradient"));
  }

  @Override
  public boolean outputGradientIsFinished() {
    return plan.finishedBy(operation.output()).isPresent();
  }

  @Override
  public Epilogue inputGradientEpilogue(int index) {
    return plan.finishedBy(operation.inputs().get(index))
        .map(f -> Epilogue.gradient(f, inputs.get(index)))
        .orElse(Epilogue.NONE);
  }

  @Override
  public boolean needsInputGradient(int index) {
    return inputGradients.get(index).isPresent();
  }

  @Override
  public Tensor inputGradient(int index) {
    return inputGradients
        .get(index)
        .orElseThrow(() -> new IllegalStateException(operation.name() + ": input has no gradient"));
  }

  @Override
  public Tensor parameter(String name) {
    return plan.parameter(fullName(name));
  }

  @Override
  public Tensor parameterGradient(String name) {
    return plan.gradients().orElseThrow().tensor(fullName(name));
  }

  @Override
  public Optional<PackedMatrix> packed(String name) {
    return plan.packed(fullName(name));
  }

  private String fullName(String name) {
    return operation.name() + "." + name;
  }

  @Override
  public String toString() {
    return operation.name() + " at batch " + batch;
  }
}
