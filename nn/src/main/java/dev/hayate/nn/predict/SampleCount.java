package dev.hayate.nn.predict;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;

/**
 * How many samples a call brings, which the sizes of its inputs and outputs tell; those that do not
 * fit the model are refused.
 */
final class SampleCount {
  private final Model model;
  private final int largest;
  private final boolean alone;
  private final long inputSize;
  private final long outputSize;

  /**
   * For batches of 0 to a largest number of samples.
   *
   * @param largest that number
   */
  SampleCount(Model model, int largest) {
    this.model = model;
    this.largest = largest;
    this.alone = model.inputs().size() == 1 && model.outputs().size() == 1;
    this.inputSize = model.inputShape(0).size();
    this.outputSize = model.outputShape(0).size();
  }

  /**
   * The samples of a call with one input and one output.
   *
   * @throws IllegalArgumentException if the model has several, or the sizes do not fit
   */
  int of(long inputFloats, long outputFloats) {
    if (!alone) {
      throw new IllegalArgumentException(
          "predict: the model has "
              + model.inputs().size()
              + " inputs and "
              + model.outputs().size()
              + " outputs: give a tensor for each");
    }
    int n = of(inputFloats);
    if (outputFloats != n * outputSize) {
      throw new IllegalArgumentException(
          "predict: room for "
              + outputFloats
              + " floats of output: expected "
              + n * outputSize
              + ", for "
              + n
              + " samples of "
              + model.outputShape(0));
    }
    return n;
  }

  private int of(long inputFloats) {
    if (inputFloats == inputSize && inputSize > 0 && largest > 0) {
      return 1; // what small models are asked for, without a division
    }
    long n = inputSize == 0 ? 0 : inputFloats / inputSize;
    if (n * inputSize != inputFloats || n > largest) {
      throw new IllegalArgumentException(
          "predict: "
              + inputFloats
              + " floats of input: expected 0 to "
              + largest
              + " samples of "
              + model.inputShape(0));
    }
    return (int) n;
  }

  /**
   * The samples of a call with any number of inputs and outputs, by its first input.
   *
   * @throws IllegalArgumentException if the model has not as many, or the samples do not fit
   */
  int of(Tensor[] inputs, Tensor[] outputs) {
    if (inputs.length != model.inputs().size() || outputs.length != model.outputs().size()) {
      throw new IllegalArgumentException(
          "predict: "
              + inputs.length
              + " inputs, "
              + outputs.length
              + " outputs: expected "
              + model.inputs().size()
              + " and "
              + model.outputs().size());
    }
    return of(inputs[0].size());
  }
}
