package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code NodeProto} and {@code AttributeProto}. */
final class NodeReader {
  private NodeReader() {}

  /** Reads a node to its end. */
  static OnnxNode read(ProtoReader in, ExternalData external) throws IOException {
    Place place = in.place();
    String name = "";
    String op = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1, 2 -> {
          in.budget().items(1, in.place());
          (in.field() == 1 ? inputs : outputs).add(in.text());
        }
        case 3 -> name = in.text();
        case 4 -> op = in.text();
        case 5 -> {
          in.budget().items(1, in.place());
          Named attribute = attribute(in.message(), external);
          if (attributes.put(attribute.name, new OnnxAttribute(attribute.value)) != null) {
            throw in.wrong("every attribute once", Place.quote(attribute.name) + " twice");
          }
        }
        case 7 -> domain = in.text();
        default -> in.skip();
      }
    }
    if (op.isEmpty()) {
      throw new ModelFormatException("onnx node", place.key(name), "an operator", "none");
    }
    return new OnnxNode(
        name, op, domain.equals("ai.onnx") ? "" : domain, inputs, outputs, attributes, place);
  }

  private record Named(String name, Object value) {}

  /** The forms of values, in the order of ONNX's {@code AttributeType}; 0 is none. */
  static final int FLOAT = 1;

  static final int INT = 2;
  static final int STRING = 3;
  private static final int TENSOR = 4;
  private static final int FLOATS = 6;
  static final int INTS = 7;

  private static Named attribute(ProtoReader in, ExternalData external) throws IOException {
    String name = "";
    long type = 0;
    Object value = OnnxAttribute.UNREAD;
    int form = 0;
    List<Float> floats = new ArrayList<>();
    List<Long> ints = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> {
          value = in.float32();
          form = FLOAT;
        }
        case 3 -> {
          value = in.varint();
          form = INT;
        }
        case 4 -> {
          value = in.text();
          form = STRING;
        }
        case 5 -> {
          value = TensorReader.read(in.message(), external).value();
          form = TENSOR;
        }
        case 7 -> {
          form = FLOATS;
          floats(in, floats);
        }
        case 8 -> {
          form = INTS;
          in.varints(
              number -> {
                in.budget().items(1, in.place());
                ints.add(number);
              });
        }
        case 20 -> type = in.varint();
        default -> in.skip();
      }
    }
    if (name.isEmpty()) {
      throw in.wrong("an attribute with a name", "one without");
    }
    if (type != 0 && form != 0 && type != form) {
      throw in.wrong("a value of type " + type + " of " + Place.quote(name), "type " + form);
    }
    return new Named(name, value(type == 0 ? form : (int) type, value, floats, ints));
  }

  private static void floats(ProtoReader in, List<Float> floats) throws ModelFormatException {
    if (!in.isPacked()) {
      in.budget().items(1, in.place());
      floats.add(in.float32());
      return;
    }
    ProtoReader run = in.message();
    while (!run.atEnd()) {
      in.budget().items(1, in.place());
      floats.add(Float.intBitsToFloat((int) run.packedFixed(Float.BYTES)));
    }
  }

  /** The value in the form of its type; writers leave out a number that is 0 and an empty list. */
  private static Object value(int type, Object found, List<Float> floats, List<Long> ints) {
    boolean left = found == OnnxAttribute.UNREAD;
    return switch (type) {
      case FLOAT -> left ? (Object) 0f : found;
      case INT -> left ? (Object) 0L : found;
      case STRING -> left ? "" : found;
      case FLOATS -> {
        float[] values = new float[floats.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = floats.get(i);
        }
        yield values;
      }
      case INTS -> ints.stream().mapToLong(Long::longValue).toArray();
      default -> found;
    };
  }
}
