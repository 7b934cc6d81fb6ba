package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ProtobufWriter;
import java.lang.foreign.MemorySegment;

/** Tensors whose numbers are not what they say, within the file and outside it. */
class MalformedTensorsTest extends MalformedOnnx {
  @Override
  void malform() {
    tensors();
    externals();
  }

  private static ProtobufWriter head(ElementType type, long... dims) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (long dim : dims) {
      tensor.int64(1, dim);
    }
    return tensor.int64(2, ElementTypes.number(type)).text(8, "w");
  }

  private static MemorySegment zeros(int bytes) {
    return MemorySegment.ofArray(new byte[bytes]);
  }

  private void tensors() {
    tensor("no type", "undefined", new ProtobufWriter().int64(1, 4).text(8, "w"));
    tensor("texts", "string", new ProtobufWriter().int64(2, 8).text(8, "w"));
    tensor("complex", "complex64", new ProtobufWriter().int64(2, 14).text(8, "w"));
    tensor("type 99", "number 99", new ProtobufWriter().int64(2, 99).text(8, "w"));
    tensor("type 2^32 + 1", "number 4294967297", new ProtobufWriter().int64(2, (1L << 32) + 1));
    tensor("negative dimension", "dimensions from 0", head(ElementType.F32, -4, 3));
    tensor("dimension 2^31", "dimensions from 0", head(ElementType.F32, 1L << 31));
    long most = Integer.MAX_VALUE;
    tensor("too many elements", "can be counted", head(ElementType.F32, most, most, most));
    tensor(
        "size 2^64", "can be counted", head(ElementType.F32, 1 << 16, 1 << 16, 1 << 16, 1 << 16));
    tensor("rank 33", "at most 32 dimensions", head(ElementType.F32, new long[33]));
    tensor("no data", "48 bytes", head(ElementType.F32, 4, 3));
    tensor("short", "48 bytes", head(ElementType.F32, 4, 3).bytes(9, zeros(47)));
    tensor("long", "48 bytes", head(ElementType.F32, 4, 3).bytes(9, zeros(52)));
    tensor("2^34 bytes", "17179869184 bytes", head(ElementType.F32, 1 << 16, 1 << 16));
    tensor(
        "raw and typed",
        "data in one form",
        head(ElementType.F32, 1).bytes(9, zeros(4)).bytes(4, zeros(4)));
    tensor(
        "floats of a run, too few", "12 numbers", head(ElementType.F32, 4, 3).bytes(4, zeros(44)));
    tensor(
        "floats in the field of whole numbers",
        "FLOATS for F32",
        head(ElementType.F32, 2).int64(7, 1).int64(7, 1));
    tensor(
        "numbers of two fields",
        "data in one field",
        head(ElementType.F32, 2).float32(4, 1).int64(7, 1));
    tensor(
        "numbers alone and in runs",
        "numbers in runs or alone",
        head(ElementType.F32, 2).float32(4, 1).bytes(4, zeros(4)));
    tensor("too many numbers alone", "1 numbers", head(ElementType.I64, 1).int64(7, 1).int64(7, 1));
    tensor("too few numbers alone", "3 numbers", head(ElementType.I64, 3).int64(7, 1));
    tensor("byte of 300", "numbers of U8", head(ElementType.U8, 1).int64(5, 300));
    tensor("truth of 2", "numbers of BOOL", head(ElementType.BOOL, 1).int64(5, 2));
    tensor(
        "segment",
        "a whole tensor",
        head(ElementType.F32, 1).message(3, new ProtobufWriter().int64(1, 0)));
    tensor(
        "without a name",
        "an initializer with a name",
        new ProtobufWriter().int64(1, 1).int64(2, 1).bytes(9, zeros(4)));
    graph("twice", "every initializer once", g -> g.floats("w", TestGraph.values(1, 1)));
    graph("sparse", "dense initializers", g -> g.graph.message(15, new ProtobufWriter()));
  }

  private static ProtobufWriter external(String... entries) {
    ProtobufWriter tensor = head(ElementType.F32, 4, 3).int64(14, 1);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.message(13, new ProtobufWriter().text(1, entries[i]).text(2, entries[i + 1]));
    }
    return tensor;
  }

  private void externals() {
    String inside = "a location within the model's folder";
    tensor("no location", inside, external());
    tensor("parent", inside, external("location", "../w.bin"));
    tensor("parent of a folder", inside, external("location", "a/../../w.bin"));
    tensor("hidden parent", inside, external("location", "a/.."));
    tensor("absolute", inside, external("location", "/etc/passwd"));
    tensor("backslash", inside, external("location", "..\\w.bin"));
    tensor("zero in the name", inside, external("location", "w\u0000.bin"));
    tensor("absent", "a regular file", external("location", "absent.bin"));
    tensor("the folder", "a regular file", external("location", "."));
    tensor(
        "itself, offset beyond the end",
        "an offset within",
        external("location", "model.onnx", "offset", "999999"));
    tensor(
        "itself, length beyond the end",
        "4 of \"model.onnx\"",
        head(ElementType.F32, 64, 64)
            .int64(14, 1)
            .message(13, new ProtobufWriter().text(1, "location").text(2, "model.onnx"))
            .message(13, new ProtobufWriter().text(1, "offset").text(2, "4")));
    tensor(
        "other length", "a length of 48 bytes", external("location", "model.onnx", "length", "4"));
    tensor(
        "negative offset",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "-1"));
    tensor(
        "offset of 2^64",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "18446744073709551616"));
    tensor(
        "offset that is no number",
        "a number of bytes as its offset",
        external("location", "model.onnx", "offset", "1e3"));
    tensor("location twice", "every key once", external("location", "a", "location", "b"));
    tensor("external and raw", "data in one form", external("location", "a").bytes(9, zeros(48)));
  }
}
