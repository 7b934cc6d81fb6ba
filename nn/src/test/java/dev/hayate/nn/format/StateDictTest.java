package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Linear;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDictTest {
  @TempDir Path folder;

  private static final Model MODEL =
      Model.sequential(3).linear(2).batchNorm().relu().linear(1).build();

  /** What PyTorch's state_dict of the same layers holds. */
  private static Map<String, Tensor> values(Arena arena, String prefix) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put(prefix + "0.weight", Tensor.of(arena, Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    values.put(prefix + "0.bias", Tensor.of(arena, Shape.of(2), 7, 8));
    values.put(prefix + "1.weight", Tensor.of(arena, Shape.of(2), 1, 2));
    values.put(prefix + "1.bias", Tensor.of(arena, Shape.of(2), 3, 4));
    values.put(prefix + "1.running_mean", Tensor.of(arena, Shape.of(2), 5, 6));
    values.put(prefix + "1.running_var", Tensor.of(arena, Shape.of(2), 7, 8));
    values.put(prefix + "1.num_batches_tracked", Tensor.ofInts(arena, 9).reshape(Shape.of()));
    values.put(prefix + "3.weight", Tensor.of(arena, Shape.of(1, 2), 9, 10));
    values.put(prefix + "3.bias", Tensor.of(arena, Shape.of(1), 11));
    return values;
  }

  private Path write(Map<String, Tensor> values) throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, values, Map.of());
    return file;
  }

  private static void checkValues(Parameters parameters) {
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, parameters.tensor("0.weight").toFloats());
    assertArrayEquals(new float[] {5, 6}, parameters.tensor("1.running_mean").toFloats());
    assertArrayEquals(new float[] {7, 8}, parameters.tensor("1.running_var").toFloats());
    assertArrayEquals(new float[] {9, 10}, parameters.tensor("3.weight").toFloats());
  }

  @Test
  void namesAndShapesArePyTorchs() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      checkValues(StateDict.open(write(values(arena, "")), arena).load(MODEL, arena));
    }
  }

  @Test
  void anArchiveWillDo() throws IOException {
    Path file = folder.resolve("w.npz");
    try (Arena arena = Arena.ofConfined()) {
      Map<String, StoredArray> arrays = new LinkedHashMap<>();
      values(arena, "").forEach((name, tensor) -> arrays.put(name, StoredArray.of(tensor)));
      Npz.writeCompressed(file, arrays);
      checkValues(StateDict.open(file, arena).load(MODEL, arena));
    }
  }

  @Test
  void firstPartsOfNamesCanBeReplaced() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      StateDict dict = StateDict.open(write(values(arena, "module.net.")), arena);
      checkValues(dict.rename("module.net", "").load(MODEL, arena));
      Graph graph = Model.graph();
      Graph.Value hidden = graph.apply("fc1", Linear.of(3, 2), graph.input("x", 3));
      Model named = graph.output("y", hidden).build();
      Parameters parameters =
          dict.rename("module.net.0.bias", "fc1.bias")
              .rename("module.net.0", "fc1")
              .allowOthers()
              .load(named, arena);
      assertArrayEquals(new float[] {7, 8}, parameters.tensor("fc1.bias").toFloats());
      assertThrows(IllegalArgumentException.class, () -> dict.rename("", "x"));
    }
  }

  @Test
  void aReplacedPartEndsAtADot() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> values = values(arena, "");
      values.put("10.weight", Tensor.of(arena, Shape.of(1), 1));
      StateDict dict = StateDict.open(write(values), arena).rename("1", "x");
      assertTrue(dict.arrays().containsKey("10.weight"));
      assertTrue(dict.arrays().containsKey("x.running_var"));
    }
  }

  @Test
  void twoOfOneNameAreRefused() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      StateDict dict = StateDict.open(write(values(arena, "")), arena).rename("0", "3");
      assertThrows(ModelFormatException.class, () -> dict.load(MODEL, arena));
    }
  }

  @Test
  void everythingWrongIsToldAtOnce() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> values = values(arena, "");
      values.remove("0.bias");
      values.remove("1.running_var");
      values.put("3.weight", Tensor.of(arena, Shape.of(2, 1), 1, 2));
      values.put("4.weight", Tensor.of(arena, Shape.of(1), 1));
      StateDict dict = StateDict.open(write(values), arena);
      ModelFormatException e =
          assertThrows(ModelFormatException.class, () -> dict.load(MODEL, arena));
      assertEquals(
          "state dict: w.safetensors: expected the model's 8 tensors, found"
              + " 2 missing: \"0.bias\" [2], \"1.running_var\" [2];"
              + " 1 of another shape: \"3.weight\" [2, 1] instead of [1, 2];"
              + " 1 not the model's: \"4.weight\" [1]",
          e.getMessage());
    }
  }

  @Test
  void anyNumberOfStrangersIsOneLine() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> values = values(arena, "");
      for (int i = 0; i < 1000; i++) {
        values.put("x" + i, Tensor.of(arena, Shape.of(1), 1));
      }
      StateDict dict = StateDict.open(write(values), arena);
      ModelFormatException e =
          assertThrows(ModelFormatException.class, () -> dict.load(MODEL, arena));
      assertTrue(e.getMessage().endsWith("and 980 more"), e::getMessage);
      checkValues(dict.allowOthers().load(MODEL, arena));
    }
  }

  @Test
  void everyElementOfALargerMatrixFindsItsPlace() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Tensor weight = Tensor.allocate(arena, 35, 50);
      for (int row = 0; row < 35; row++) {
        for (int col = 0; col < 50; col++) {
          weight.set(row, col, 100 * row + col);
        }
      }
      Map<String, Tensor> values = Map.of("0.weight", weight, "0.bias", Tensor.allocate(arena, 35));
      Model model = Model.sequential(50).linear(35).build();
      Parameters parameters = StateDict.open(write(values), arena).load(model, arena);
      Tensor stored = parameters.tensor("0.weight");
      for (int in = 0; in < 50; in++) {
        for (int out = 0; out < 35; out++) {
          assertEquals(100 * out + in, stored.get(in, out));
        }
      }
      ModelFile.save(folder.resolve("m.safetensors"), parameters, Map.of());
      Tensor back =
          SafeTensors.read(folder.resolve("m.safetensors"), arena).floats("0.weight", arena);
      assertArrayEquals(weight.toFloats(), back.toFloats());
    }
  }

  /** torch.tensor([...]).half() and .bfloat16() of values that both hold exactly. */
  @Test
  void halvesAreWidened() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Model model = Model.sequential(2).linear(2).build();
      short[] halves = {0x3C00, (short) 0xC000, 0x3800, 0x7BFF};
      short[] brains = {0x3F80, (short) 0xC000};
      Map<String, StoredArray> arrays = new LinkedHashMap<>();
      arrays.put("0.weight", shorts(arena, ElementType.F16, Shape.of(2, 2), halves));
      arrays.put("0.bias", shorts(arena, ElementType.BF16, Shape.of(2), brains));
      Path file = folder.resolve("h.safetensors");
      SafeTensors.writeArrays(file, arrays, Map.of());
      Parameters parameters = StateDict.open(file, arena).load(model, arena);
      assertArrayEquals(new float[] {1, 0.5f, -2, 65504}, parameters.tensor("0.weight").toFloats());
      assertArrayEquals(new float[] {1, -2}, parameters.tensor("0.bias").toFloats());
    }
  }

  private static StoredArray shorts(Arena arena, ElementType type, Shape shape, short... bits) {
    MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_SHORT, bits);
    return StoredArray.of(type, shape, data, ByteOrder.nativeOrder(), false);
  }
}
