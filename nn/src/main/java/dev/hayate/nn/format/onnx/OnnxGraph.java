package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.Place;
import java.util.List;
import java.util.Map;

/**
 * What a file says, without understanding it.
 *
 * @param opset the version of ONNX's own operators
 * @param nodes in the order of the file
 * @param initializers constants by name
 * @param inputs in the order of the file; initializers may be among them
 * @param outputs in the order of the file
 * @param metadata texts of the file
 * @param place the file
 */
record OnnxGraph(
    int opset,
    List<OnnxNode> nodes,
    Map<String, Known> initializers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs,
    Map<String, String> metadata,
    Place place) {}
