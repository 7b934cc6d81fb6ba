package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Output;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ProtobufWriter;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a model as a graph of ONNX's operators. */
final class Exporter {
  private Exporter() {}

  /**
   * The file of a model.
   *
   * @param arena owns copies of weights that must live until the file is written
   * @throws IllegalArgumentException if an output has the name of an input
   */
  static ProtobufWriter run(Parameters parameters, Map<String, String> metadata, Arena arena) {
    Model model = parameters.model();
    GraphWriter graph = new GraphWriter();
    for (Node input : model.inputs()) {
      graph.unique(input.name());
      graph.value(true, input.name(), input.layer().outputType(), input.shape());
    }
    Map<Integer, String> outputNames = new HashMap<>();
    for (Output output : model.outputs()) {
      Node node = model.nodes().get(output.node());
      if (!graph.unique(output.name()).equals(output.name())) {
        throw new IllegalArgumentException(
            "output " + output.name() + ": expected another name than an input's");
      }
      graph.value(false, output.name(), node.layer().outputType(), node.shape());
      outputNames.put(output.node(), output.name());
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < model.nodes().size(); i++) {
      Node node = model.nodes().get(i);
      String output = outputNames.get(i);
      if (node.isInput()) {
        values.add(node.name());
        if (output != null) {
          graph.node("Identity", output, List.of(node.name()), List.of(output), Map.of());
        }
        continue;
      }
      String name = output == null ? graph.unique(node.name()) : output;
      values.add(name);
      write(graph, parameters, arena, node, values, name);
    }
    return graph.file(metadata);
  }

  private static void write(
      GraphWriter graph,
      Parameters parameters,
      Arena arena,
      Node node,
      List<String> values,
      String output) {
    Model model = parameters.model();
    List<String> inputs = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    List<DType> types = new ArrayList<>();
    for (int input : node.inputs()) {
      inputs.add(values.get(input));
      shapes.add(model.nodes().get(input).shape());
      types.add(model.nodes().get(input).layer().outputType());
    }
    String batch = model.inputs().getFirst().name();
    LayerExports.write(
        new Export(graph, parameters, arena, node, inputs, shapes, types, output, batch));
  }
}
