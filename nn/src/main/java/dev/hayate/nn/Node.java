package dev.hayate.nn;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Input;
import dev.hayate.nn.layer.Layer;
import java.util.List;

/**
 * One operation of a model's graph.
 *
 * @param name unique in the model; the prefix of its parameters' names
 * @param layer what it does
 * @param inputs the positions of the nodes it reads, all before its own
 * @param shape the shape of its output for one sample
 */
public record Node(String name, Layer layer, List<Integer> inputs, Shape shape) {
  /** Copies the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** Whether data enters the model here. */
  public boolean isInput() {
    return layer instanceof Input;
  }
}
