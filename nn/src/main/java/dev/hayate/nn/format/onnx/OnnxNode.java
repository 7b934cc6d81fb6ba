package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.Place;
import java.util.List;
import java.util.Map;

/**
 * One node of a file's graph.
 *
 * @param name may be empty
 * @param op the operator
 * @param domain empty for ONNX's own operators
 * @param inputs names of values; an empty one stands for nothing
 * @param outputs likewise
 * @param attributes by name
 * @param place where it stands
 */
record OnnxNode(
    String name,
    String op,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes,
    Place place) {
  /** How messages call it. */
  String label() {
    if (!name.isEmpty() || outputs.isEmpty()) {
      return name;
    }
    return outputs.getFirst();
  }

  /** The operator with its domain, where that is not ONNX's own. */
  String operator() {
    return domain.isEmpty() ? op : domain + "." + op;
  }

  /** Where it stands, with its name. */
  Place named() {
    return place.key(label());
  }
}
