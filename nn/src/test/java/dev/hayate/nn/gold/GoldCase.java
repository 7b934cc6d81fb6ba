package dev.hayate.nn.gold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.format.StoredArray;
import dev.hayate.nn.layer.Attributes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One case of an index of oracle cases, and its file. */
final class GoldCase {
  private final JsonObject entry;
  private final Path file;

  private GoldCase(JsonObject entry, Path folder) throws IOException {
    this.entry = entry;
    this.file = folder.resolve(entry.string("file"));
  }

  /** All cases of a folder. */
  static List<GoldCase> all(Path folder) throws IOException {
    Path index = folder.resolve("index.json");
    List<GoldCase> cases = new ArrayList<>();
    for (JsonObject entry : Json.parse(Files.readString(index), Place.in(index)).objects("cases")) {
      cases.add(new GoldCase(entry, folder));
    }
    return cases;
  }

  String name() throws IOException {
    return entry.string("case");
  }

  String op() throws IOException {
    return entry.string("op");
  }

  String note() throws IOException {
    return entry.has("note") ? entry.string("note") : "";
  }

  SafeTensors tensors(Arena arena) throws IOException {
    return SafeTensors.read(file, arena);
  }

  /** The attributes that are numbers, truth values or texts; lists of whole numbers as such. */
  Attributes attributes() throws IOException {
    Map<String, Object> legal = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : entry.object("attrs").members().entrySet()) {
      Object value = member.getValue();
      boolean plain = value instanceof Boolean || value instanceof String;
      boolean number = value instanceof Long || value instanceof Double;
      boolean list =
          value instanceof List<?> items && items.stream().allMatch(i -> i instanceof Long);
      if (plain || number || list) {
        legal.put(member.getKey(), value);
      }
    }
    return Attributes.of(legal);
  }

  JsonObject attrs() throws IOException {
    return entry.object("attrs");
  }

  double number(String name, double otherwise) throws IOException {
    return attrs().has(name) ? attrs().number(name) : otherwise;
  }

  boolean flag(String name, boolean otherwise) throws IOException {
    return attrs().has(name) ? attrs().flag(name) : otherwise;
  }

  /** Integers as int32. */
  static Tensor ints(StoredArray array, Arena arena) {
    long[] values = array.longs();
    Tensor tensor = Tensor.allocate(arena, DType.I32, matrix(array.shape()));
    for (int i = 0; i < values.length; i++) {
      tensor
          .segment()
          .setAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, i, Math.toIntExact(values[i]));
    }
    return tensor;
  }

  private static Shape matrix(Shape shape) {
    return shape.rank() == 1 ? Shape.of(shape.dim(0), 1) : shape;
  }

  /** Compares a result with the float64 one at the tolerance that the oracle's README gives. */
  void check(String what, String key, Tensor got, SafeTensors gold) throws IOException {
    float[] values = got.toFloats();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    check(what, key, doubles, gold);
  }

  void check(String what, String key, double[] got, SafeTensors gold) throws IOException {
    check(what, key, got, gold.array("f64." + key).doubles());
  }

  void check(String what, String key, double[] got, double[] wanted) throws IOException {
    assertEquals(wanted.length, got.length, name() + ": " + what + ": elements");
    double reference = 0;
    for (double value : wanted) {
      reference = Math.max(reference, Math.abs(value));
    }
    double allowed = 1e-5 * reference + 1e-7;
    JsonObject errors = entry.object("torch_f32_error");
    if (errors.has(key)) {
      allowed += 4 * errors.object(key).number("max_abs_err");
    }
    if (note().contains("ill-conditioned")) {
      allowed = Math.max(allowed, 1e-3 * reference);
    }
    if (note().contains("1e-2")) {
      allowed = Math.max(allowed, 1e-2);
    }
    for (int i = 0; i < got.length; i++) {
      double error = Math.abs(got[i] - wanted[i]);
      boolean same = Double.compare(got[i], wanted[i]) == 0;
      assertTrue(
          same || error <= allowed,
          name()
              + ": "
              + what
              + "["
              + i
              + "] is "
              + got[i]
              + ", expected "
              + wanted[i]
              + " within "
              + allowed);
    }
  }
}
