package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Runs models here and in ONNX Runtime on the same inputs, and compares. */
final class Judge {
  /** Of the largest element: both compute in float32, in another order. */
  private static final double TOLERANCE = 1e-5;

  private Judge() {}

  /** Values of a model's inputs: floats from -2 to 2, whole numbers from 0 to 4. */
  static Map<String, Tensor> inputs(Model model, int batch, Arena arena) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    int seed = 0;
    for (Node node : model.inputs()) {
      Shape shape = node.shape().batched(batch);
      Tensor tensor = Tensor.allocate(arena, node.layer().outputType(), shape);
      float[] values = TestGraph.values(Math.toIntExact(shape.size()), ++seed);
      for (int i = 0; i < values.length; i++) {
        if (tensor.type() == DType.F32) {
          tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, 2 * values[i]);
        } else {
          tensor.segment().setAtIndex(ValueLayout.JAVA_INT, i, (int) (2.5 + 2.49 * values[i]));
        }
      }
      inputs.put(node.name(), tensor);
    }
    return inputs;
  }

  /** What a model computes, by the outputs' names. */
  static Map<String, double[]> here(
      Parameters parameters, Map<String, Tensor> inputs, int batch, Arena arena) {
    Model model = parameters.model();
    Tensor[] outputs = new Tensor[model.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      Node node = model.nodes().get(model.outputs().get(i).node());
      outputs[i] = Tensor.allocate(arena, node.layer().outputType(), node.shape().batched(batch));
    }
    try (Predictor predictor = model.predictor(parameters).batch(batch).open()) {
      predictor.predict(inputs.values().toArray(new Tensor[0]), outputs);
    }
    Map<String, double[]> results = new LinkedHashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      double[] values = new double[Math.toIntExact(outputs[i].size())];
      for (int k = 0; k < values.length; k++) {
        values[k] =
            outputs[i].type() == DType.F32
                ? outputs[i].segment().getAtIndex(ValueLayout.JAVA_FLOAT, k)
                : outputs[i].segment().getAtIndex(ValueLayout.JAVA_INT, k);
      }
      results.put(model.outputs().get(i).name(), values);
    }
    return results;
  }

  /** What ONNX Runtime computes. */
  static Map<String, double[]> there(Path file, Map<String, Tensor> inputs, int batch)
      throws IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file.toString(), options)) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (NodeInfo info : session.getInputInfo().values()) {
          given.put(info.getName(), tensor(environment, info, inputs, batch));
        }
        Map<String, double[]> results = new LinkedHashMap<>();
        try (OrtSession.Result found = session.run(given)) {
          for (var entry : found) {
            results.put(entry.getKey(), doubles((OnnxTensor) entry.getValue()));
          }
        }
        given.values().forEach(OnnxTensor::close);
        return results;
      }
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  private static OnnxTensor tensor(
      OrtEnvironment environment, NodeInfo info, Map<String, Tensor> inputs, int batch)
      throws OrtException {
    Tensor values = Objects.requireNonNull(inputs.get(info.getName()), info.getName());
    TensorInfo type = (TensorInfo) info.getInfo();
    long[] dims = type.getShape();
    dims[0] = batch;
    if (type.type == OnnxJavaType.FLOAT) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.toFloats()), dims);
    }
    int[] whole = values.toInts();
    if (type.type == OnnxJavaType.BOOL) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(whole.length);
      for (int i = 0; i < whole.length; i++) {
        bytes.put(i, (byte) whole[i]);
      }
      return OnnxTensor.createTensor(environment, bytes, dims, OnnxJavaType.BOOL);
    }
    long[] longs = new long[whole.length];
    for (int i = 0; i < whole.length; i++) {
      longs[i] = whole[i];
    }
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), dims);
  }

  private static double[] doubles(OnnxTensor tensor) {
    OnnxJavaType type = tensor.getInfo().type;
    switch (type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = buffer.get(i);
        }
        return values;
      }
      case INT64 -> {
        LongBuffer buffer = tensor.getLongBuffer();
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = buffer.get(i);
        }
        return values;
      }
      case BOOL -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = buffer.get(i);
        }
        return values;
      }
      default -> throw new IllegalArgumentException(type.toString());
    }
  }

  /** Checks that both have the same outputs with the same values. */
  static void compare(Map<String, double[]> expected, Map<String, double[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (name, values) -> {
          double[] others = Objects.requireNonNull(found.get(name), name);
          assertEquals(values.length, others.length, name);
          double largest = 0;
          for (double value : values) {
            largest = Math.max(largest, Double.isFinite(value) ? Math.abs(value) : 0);
          }
          for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], others[i], TOLERANCE * largest, name + "[" + i + "]");
          }
        });
  }
}
