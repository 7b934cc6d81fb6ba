package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ModelProto}: the graph of a file and what stands around it. */
final class ModelReader {
  /** The oldest and the newest version of ONNX's operators that this reader knows. */
  static final int OLDEST_OPSET = 7;

  static final int NEWEST_OPSET = 26;
  private static final int NEWEST_IR = 14;
  private static final String WHAT = "onnx model";

  private final ExternalData external;
  private final Budget budget;
  private final Place file;
  private long irVersion;
  private String producer = "";
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private boolean hasGraph;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, Known> initializers = new LinkedHashMap<>();
  private final List<OnnxValue> inputs = new ArrayList<>();
  private final List<OnnxValue> outputs = new ArrayList<>();

  private ModelReader(ExternalData external, Budget budget, Place file) {
    this.external = external;
    this.budget = budget;
    this.file = file;
  }

  /** Reads a whole file. */
  static OnnxGraph read(ProtoReader in, ExternalData external, Place file) throws IOException {
    ModelReader reader = new ModelReader(external, in.budget(), file);
    while (in.next()) {
      reader.field(in);
    }
    return reader.finish();
  }

  private void field(ProtoReader in) throws IOException {
    switch (in.field()) {
      case 1 -> irVersion = in.varint();
      case 2 -> producer = in.text();
      case 7 -> {
        if (hasGraph) {
          throw in.wrong("one graph", "a second one");
        }
        hasGraph = true;
        graph(in.message());
      }
      case 8 -> opset(in.message());
      case 14 -> {
        Texts.Entry entry = Texts.entry(in.message());
        metadata(entry.key(), entry.value(), in);
      }
      default -> in.skip();
    }
  }

  private void metadata(String key, String value, ProtoReader in) throws ModelFormatException {
    if (metadata.put(key, value) != null) {
      throw in.wrong("every key of metadata once", Place.quote(key) + " twice");
    }
  }

  private void opset(ProtoReader in) throws ModelFormatException {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = domain(in.text());
        case 2 -> version = in.varint();
        default -> in.skip();
      }
    }
    budget.items(1, in.place());
    if (opsets.put(domain, version) != null) {
      throw in.wrong("every domain of operators once", Place.quote(domain) + " twice");
    }
  }

  private static String domain(String text) {
    return text.equals("ai.onnx") ? "" : text;
  }

  private OnnxGraph finish() throws ModelFormatException {
    if (irVersion < 1 || irVersion > NEWEST_IR) {
      throw new ModelFormatException(
          WHAT, file, "IR version 1 to " + NEWEST_IR, Long.toString(irVersion));
    }
    if (!hasGraph) {
      throw new ModelFormatException(WHAT, file, "a graph", "none");
    }
    Long opset = opsets.get("");
    if (opset == null || opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
      throw new ModelFormatException(
          WHAT,
          file,
          "operators of opset " + OLDEST_OPSET + " to " + NEWEST_OPSET,
          opset == null ? "no opset" : "opset " + opset);
    }
    if (!producer.isEmpty()) {
      metadata.putIfAbsent("producer", producer);
    }
    return new OnnxGraph(
        opset.intValue(),
        nodes,
        initializers,
        inputs,
        outputs,
        Collections.unmodifiableMap(metadata),
        file);
  }

  private void graph(ProtoReader in) throws IOException {
    while (in.next()) {
      switch (in.field()) {
        case 1 -> {
          budget.node(in.place());
          nodes.add(NodeReader.read(in.message(), external));
        }
        case 5 -> initializer(in);
        case 11 -> inputs.add(value(in.message()));
        case 12 -> outputs.add(value(in.message()));
        case 15 -> throw in.wrong("dense initializers", "a sparse one");
        default -> in.skip();
      }
    }
  }

  private void initializer(ProtoReader in) throws IOException {
    budget.tensor(in.place());
    TensorReader.Named tensor = TensorReader.read(in.message(), external);
    if (tensor.name().isEmpty()) {
      throw in.wrong("an initializer with a name", "one without");
    }
    if (initializers.put(tensor.name(), tensor.value()) != null) {
      throw in.wrong("every initializer once", Place.quote(tensor.name()) + " twice");
    }
  }

  /** {@code ValueInfoProto}. */
  private OnnxValue value(ProtoReader in) throws ModelFormatException {
    Place place = in.place();
    budget.items(1, place);
    String name = "";
    OnnxValue type = new OnnxValue("", false, 0, false, List.of(), place);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> type = type(in.message());
        default -> in.skip();
      }
    }
    if (name.isEmpty()) {
      throw new ModelFormatException(WHAT, place, "an input or output with a name", "none");
    }
    return new OnnxValue(
        name, type.tensor(), type.elementType(), type.shaped(), type.dims(), place.key(name));
  }

  /** {@code TypeProto}; only tensors are read further. */
  private OnnxValue type(ProtoReader in) throws ModelFormatException {
    OnnxValue found = new OnnxValue("", false, 0, false, List.of(), in.place());
    while (in.next()) {
      if (in.field() == 1) {
        found = tensorType(in.message());
      } else {
        in.skip();
      }
    }
    return found;
  }

  private OnnxValue tensorType(ProtoReader in) throws ModelFormatException {
    long elementType = 0;
    boolean shaped = false;
    List<OnnxValue.Dim> dims = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> elementType = in.varint();
        case 2 -> {
          shaped = true;
          shape(in.message(), dims);
        }
        default -> in.skip();
      }
    }
    return new OnnxValue("", true, elementType, shaped, dims, in.place());
  }

  private void shape(ProtoReader in, List<OnnxValue.Dim> dims) throws ModelFormatException {
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      budget.items(1, in.place());
      ProtoReader dim = in.message();
      long size = OnnxValue.OPEN;
      String name = "";
      while (dim.next()) {
        switch (dim.field()) {
          case 1 -> {
            size = dim.varint();
            if (size < 0) {
              throw dim.wrong("a dimension of 0 or more", Long.toString(size));
            }
          }
          case 2 -> name = dim.text();
          default -> dim.skip();
        }
      }
      dims.add(new OnnxValue.Dim(size, name));
    }
  }
}
