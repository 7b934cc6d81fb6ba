package dev.hayate.nn.format;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Output;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.Input;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerCatalog;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A model's graph as JSON, without its values:
 *
 * <pre>{@code
 * {"version":1,
 *  "nodes":[{"name":"input","type":"Input","shape":[784]},
 *           {"name":"0","type":"Linear","inputs":["input"],"settings":{"in":784,"out":10,"bias":true}}],
 *  "outputs":[{"name":"output","node":"0"}]}
 * }</pre>
 *
 * <p>Nodes stand after those that they read. The same model gives the same text. Whoever writes by
 * hand may leave out much of it: see MODELS.md.
 */
public final class ModelDescription {
  private static final int VERSION = 1;
  private static final String WHAT = "model description";
  private static final String INPUT = "Input";

  private ModelDescription() {}

  /** The description of a model, in one line. */
  public static String write(Model model) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("version", VERSION);
    description.put("nodes", nodes(model));
    description.put("outputs", outputs(model));
    return Json.write(description);
  }

  /**
   * Writes a model's description to a file that people read: a line for each node.
   *
   * @throws IOException if it cannot be written; the target is then as it was
   */
  public static void write(Path file, Model model) throws IOException {
    StringBuilder text = new StringBuilder("{\n  \"version\": " + VERSION + ",\n  \"nodes\": [\n");
    lines(text, nodes(model));
    text.append("  ],\n  \"outputs\": [\n");
    lines(text, outputs(model));
    AtomicFile.writeText(file, text.append("  ]\n}\n").toString());
  }

  private static void lines(StringBuilder text, List<Map<String, Object>> objects) {
    for (int i = 0; i < objects.size(); i++) {
      text.append("    ")
          .append(Json.write(objects.get(i)))
          .append(i + 1 < objects.size() ? ",\n" : "\n");
    }
  }

  private static List<Map<String, Object>> nodes(Model model) {
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (Node node : model.nodes()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", node.name());
      members.put("type", node.layer().type());
      if (node.isInput()) {
        List<Integer> dims = new ArrayList<>();
        for (int dim : node.shape().dims()) {
          dims.add(dim);
        }
        members.put("shape", dims);
        members.putAll(node.layer().attributes().values());
      } else {
        members.put(
            "inputs", node.inputs().stream().map(i -> model.nodes().get(i).name()).toList());
        members.put("settings", node.layer().attributes().values());
      }
      nodes.add(members);
    }
    return nodes;
  }

  private static List<Map<String, Object>> outputs(Model model) {
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (Output output : model.outputs()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", output.name());
      members.put("node", model.nodes().get(output.node()).name());
      outputs.add(members);
    }
    return outputs;
  }

  /**
   * The model of a description in a file.
   *
   * @throws ModelFormatException if it is malformed, or describes no model
   * @throws IOException if it is absent or cannot be read
   */
  public static Model read(Path file) throws IOException {
    Place place = Place.in(file);
    long size = Files.size(file);
    if (size > ReadLimits.DEFAULT.textChars()) {
      throw new ModelFormatException(
          WHAT, place, "at most " + ReadLimits.DEFAULT.textChars() + " bytes", size + "");
    }
    try {
      return read(Files.readString(file), place);
    } catch (CharacterCodingException e) {
      throw Unicode.error(WHAT, place, e);
    }
  }

  /** {@link #read(String, Place, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static Model read(String text, Place place) throws ModelFormatException {
    return read(text, place, ReadLimits.DEFAULT);
  }

  /**
   * The model of a description.
   *
   * @param place where the text stands, for messages
   * @throws ModelFormatException if it is malformed, exceeds a limit, or describes no model
   */
  public static Model read(String text, Place place, ReadLimits limits)
      throws ModelFormatException {
    JsonObject description = Json.parse(text, place, limits);
    description.integer("version", VERSION, VERSION);
    Graph graph = Model.graph();
    SequencedMap<String, Graph.Value> values = new LinkedHashMap<>();
    int layers = 0;
    for (JsonObject node : description.objects("nodes")) {
      boolean input = node.string("type").equals(INPUT);
      String usual = input ? "input" : Integer.toString(layers);
      String name = node.has("name") ? node.string("name") : usual;
      layers += input ? 0 : 1;
      try {
        values.put(name, value(graph, node, name, values));
      } catch (IllegalArgumentException e) {
        throw new ModelFormatException(
            WHAT, place.key(name), "a layer that fits", String.valueOf(e.getMessage()));
      }
    }
    try {
      if (!description.has("outputs") && !values.isEmpty()) {
        graph.output("output", values.lastEntry().getValue());
      } else {
        for (JsonObject output : description.objects("outputs")) {
          graph.output(output.string("name"), known(values, output.string("node"), place));
        }
      }
      Model model = graph.build();
      checkSize(model, place, limits);
      return model;
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(WHAT, place, "a whole graph", String.valueOf(e.getMessage()));
    }
  }

  /** Layers without parameters need no file to back their shapes. */
  private static void checkSize(Model model, Place place, ReadLimits limits)
      throws ModelFormatException {
    long size = 0;
    for (Node node : model.nodes()) {
      size += node.shape().size();
      if (size > limits.sampleValues()) {
        throw new ModelFormatException(
            WHAT,
            place.key(node.name()),
            "at most " + limits.sampleValues() + " values of one sample in all layers",
            size + " by the layer of shape " + node.shape());
      }
    }
  }

  private static Graph.Value value(
      Graph graph, JsonObject node, String name, SequencedMap<String, Graph.Value> values)
      throws ModelFormatException {
    String type = node.string("type");
    if (type.equals(INPUT)) {
      DType elements = node.has("dtype") ? elements(node) : DType.F32;
      return graph.apply(name, new Input(shape(node), elements));
    }
    List<Graph.Value> inputs = new ArrayList<>();
    if (node.has("inputs")) {
      for (String input : node.strings("inputs")) {
        inputs.add(known(values, input, node.place()));
      }
    } else if (!values.isEmpty()) {
      inputs.add(values.lastEntry().getValue());
    } else {
      throw new ModelFormatException(WHAT, node.place(), "a node to read from", "none");
    }
    Attributes settings =
        node.has("settings") ? Attributes.of(node.object("settings").members()) : Attributes.NONE;
    Shape first = inputs.isEmpty() ? Shape.of() : inputs.getFirst().shape();
    Layer layer = LayerCatalog.read(type, settings, first);
    return graph.apply(name, layer, inputs.toArray(Graph.Value[]::new));
  }

  private static DType elements(JsonObject node) throws ModelFormatException {
    String name = node.string("dtype");
    for (DType type : DType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "dtype: expected one of " + List.of(DType.values()) + ", found " + Place.quote(name));
  }

  private static Graph.Value known(Map<String, Graph.Value> values, String name, Place place)
      throws ModelFormatException {
    Graph.Value value = values.get(name);
    if (value == null) {
      throw new ModelFormatException(
          WHAT, place.key(name), "a node that stands before", "no such node");
    }
    return value;
  }

  private static Shape shape(JsonObject node) throws ModelFormatException {
    double[] numbers = node.numbers("shape");
    int[] dims = new int[numbers.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = (int) numbers[i];
      if (dims[i] != numbers[i]) {
        throw new ModelFormatException(
            WHAT, node.place().key("shape"), "whole numbers", Double.toString(numbers[i]));
      }
    }
    return Shape.of(dims);
  }
}
