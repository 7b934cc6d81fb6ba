package dev.hayate.bench.peers.onnxruntime;

import dev.hayate.bench.peers.Mlp;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A perceptron as an ONNX file: Gemm and Relu nodes, weights as PyTorch's exporter writes them. The
 * numbers are the field numbers of {@code onnx.proto}.
 */
final class OnnxModel {
  private static final int FLOAT = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private OnnxModel() {}

  /** The file, of one input {@code x} and one output {@code y} of a fixed batch. */
  static byte[] of(Mlp mlp, int batch) {
    OnnxModel graph = new OnnxModel();
    String value = "x";
    for (int i = 0; i < mlp.layers(); i++) {
      boolean last = i == mlp.layers() - 1;
      String sum = last ? "y" : "sum" + i;
      graph.message(1, gemm(value, i, sum));
      value = "relu" + i;
      if (!last) {
        graph.message(1, new OnnxModel().text(1, sum).text(2, value).text(4, "Relu"));
      }
    }
    graph.text(2, "mlp");
    for (int i = 0; i < mlp.layers(); i++) {
      graph.message(5, tensor("w" + i, mlp.transposed(i), mlp.out(i), mlp.in(i)));
      graph.message(5, tensor("b" + i, mlp.bias(i), mlp.out(i)));
    }
    graph.message(11, matrix("x", batch, mlp.inputs()));
    graph.message(12, matrix("y", batch, mlp.outputs()));
    OnnxModel opset = new OnnxModel().number(2, 17);
    return new OnnxModel().number(1, 8).message(7, graph).message(8, opset).bytes.toByteArray();
  }

  private static OnnxModel gemm(String in, int layer, String out) {
    OnnxModel transposed = new OnnxModel().text(1, "transB").number(3, 1).number(20, 2);
    return new OnnxModel()
        .text(1, in)
        .text(1, "w" + layer)
        .text(1, "b" + layer)
        .text(2, out)
        .text(4, "Gemm")
        .message(5, transposed);
  }

  private static OnnxModel tensor(String name, float[] values, int... dims) {
    OnnxModel tensor = new OnnxModel();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor.number(2, FLOAT).text(8, name).field(9, raw.array());
  }

  private static OnnxModel matrix(String name, int rows, int cols) {
    OnnxModel shape = new OnnxModel();
    shape.message(1, new OnnxModel().number(1, rows));
    shape.message(1, new OnnxModel().number(1, cols));
    OnnxModel type = new OnnxModel().number(1, FLOAT).message(2, shape);
    return new OnnxModel().text(1, name).message(2, new OnnxModel().message(1, type));
  }

  private OnnxModel number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private OnnxModel text(int field, String value) {
    return field(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxModel message(int field, OnnxModel value) {
    return field(field, value.bytes.toByteArray());
  }

  private OnnxModel field(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while (rest > 0x7f) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
