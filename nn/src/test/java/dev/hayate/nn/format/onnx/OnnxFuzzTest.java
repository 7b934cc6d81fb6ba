package dev.hayate.nn.format.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.Reshape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes the fields of valid files for a short fixed time: nothing but a {@link
 * ModelFormatException} may escape the reader, and what it takes can be opened. {@code
 * -Dhayate.fuzz.seconds=N} makes the time longer; {@code -Dhayate.fuzz.seed=N} repeats a run.
 *
 * <p>A file is taken apart into messages and fields, which are changed, doubled, left out or
 * exchanged, and put together with right lengths: so the changes reach behind the wire format.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
class OnnxFuzzTest {
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    13,
    -1,
    -2,
    127,
    1 << 16,
    1 << 20,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final String[] OPERATORS = Onnx.operators().toArray(new String[0]);

  @TempDir Path folder;

  /** A field of a message: a number, bytes, or a message of fields. */
  private static final class Field {
    long tag;
    long number;
    byte[] bytes = {};
    List<Field> fields = new ArrayList<>();
    boolean message;

    Field copy() {
      Field copy = new Field();
      copy.tag = tag;
      copy.number = number;
      copy.bytes = bytes.clone();
      copy.message = message;
      fields.forEach(field -> copy.fields.add(field.copy()));
      return copy;
    }

    int wire() {
      return (int) (tag & 7);
    }
  }

  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>(new FusionTest().files());
    seeds.addAll(OperatorRows.all());
    seeds.add(
        new TestGraph(13)
            .input("x", 4)
            .input("i", ElementType.I64, 2)
            .floats("w", TestGraph.values(12, 1), 3, 4)
            .floats("t", TestGraph.values(12, 2), 6, 2)
            .longs("flat", 0, -1)
            .scalar("half", 0.5f)
            .node("Gemm", "x,w", "g", Map.of("transB", 1))
            .node("Gather", "t,i", "e")
            .node("Reshape", "e,flat", "f")
            .node("Concat", "g,f", "c", Map.of("axis", 1))
            .node("Softmax", "c", "s")
            .node("Mul", "s,half", "y")
            .output("y")
            .bytes());
    seeds.add(
        new TestGraph(11)
            .input("x", 2, 6)
            .node("Shape", "x", "s")
            .node("Constant", "", "zero", Map.of("value", TestGraph.tensor("", new long[1], 1)))
            .node("Gather", "s,zero", "n")
            .longs("rest", 3, 4)
            .node("Concat", "n,rest", "to", Map.of("axis", 0))
            .node("Reshape", "x,to", "r")
            .node("Transpose", "r", "t", Map.of("perm", new long[] {0, 2, 1}))
            .node("ReduceMean", "t", "m", Map.of("axes", new long[] {-1}))
            .node("Sub", "t,m", "d")
            .node("Mul", "d,d", "q")
            .node("ReduceMean", "q", "v", Map.of("axes", new long[] {-1}))
            .scalar("eps", 1e-5f)
            .node("Add", "v,eps", "a")
            .node("Sqrt", "a", "o")
            .node("Div", "d,o", "z")
            .node("Split", "z", "p,k", Map.of("axis", 1, "split", new long[] {1, 3}))
            .node("Clip", "k", "y", Map.of("min", -1f))
            .node("ArgMax", "p", "b", Map.of("axis", 2))
            .output("y")
            .output("b", ElementType.I64)
            .bytes());
    seeds.add(
        new TestGraph(18)
            .input("x", 3, 4)
            .longs("s", 0, 1)
            .longs("e", 3, 4)
            .longs("a", 1, 2)
            .longs("one", 1)
            .scalar("zero", 0)
            .node("Slice", "x,s,e,a", "l")
            .node("Unsqueeze", "l,one", "u")
            .node("Squeeze", "u,one", "q")
            .node("Greater", "q,zero", "g")
            .node("Where", "g,q,zero", "w")
            .node("Cast", "g", "f", Map.of("to", 1))
            .node("Max", "w,f", "m")
            .node("ReduceSum", "m,one", "r")
            .node("Shape", "r", "sh")
            .node("ConstantOfShape", "sh", "c")
            .node("Expand", "zero,sh", "ex")
            .node("Sum", "r,c,ex", "y")
            .output("y")
            .bytes());
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 4, 3);
    Graph.Value e = graph.apply("e", Embedding.of(5, 12), graph.indices("i"));
    Graph.Value r = graph.apply("r", new Reshape(Shape.of(4, 3), DType.F32), e);
    Graph.Value n = graph.apply("n", GroupNorm.of(2, 4), x);
    graph.output("y", graph.apply("c", new dev.hayate.nn.layer.Add(), r, n));
    Path file = folder.resolve("seed.onnx");
    try (Arena arena = Arena.ofShared()) {
      Onnx.save(file, graph.build().initialize(arena, 1), Map.of("key", "text"));
    }
    seeds.add(Files.readAllBytes(file));
    return seeds;
  }

  @Test
  void onlyFormatErrorsEscape() throws IOException {
    long seed = Long.getLong("hayate.fuzz.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("hayate.fuzz.seconds", 2) * 1_000_000_000;
    SplittableRandom random = new SplittableRandom(seed);
    List<Field> seeds = new ArrayList<>();
    for (byte[] bytes : seeds()) {
      seeds.add(parse(bytes));
    }
    Path file = folder.resolve("mutant.onnx");
    long tries = 0;
    long taken = 0;
    for (; tries < 50 || System.nanoTime() < end; tries++) {
      Field mutant = seeds.get(random.nextInt(seeds.size())).copy();
      Field other = seeds.get(random.nextInt(seeds.size()));
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutate(mutant, other, random);
      }
      byte[] bytes = bytes(mutant.fields);
      if (random.nextInt(8) == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      try (Arena arena = Arena.ofConfined()) {
        ModelFile loaded = Onnx.load(file, arena);
        taken++;
        if (taken % 8 == 0) {
          loaded.model().predictor(loaded.parameters()).backend("scalar").open().close();
        }
      } catch (ModelFormatException expected) {
        if (expected.getMessage().lines().count() != 1) {
          fail("seed " + seed + ", try " + tries + ": message of several lines", expected);
        }
      } catch (IOException | RuntimeException | Error wrong) {
        fail("-Dhayate.fuzz.seed=" + seed + ", try " + tries + ": " + wrong, wrong);
      }
    }
    System.out.println("ONNX: seed " + seed + ": " + tries + " mutants, " + taken + " taken");
  }

  private static void mutate(Field root, Field other, SplittableRandom random) {
    List<Field> messages = new ArrayList<>();
    collect(root, messages);
    Field message = messages.get(random.nextInt(messages.size()));
    if (message.fields.isEmpty()) {
      return;
    }
    int at = random.nextInt(message.fields.size());
    Field field = message.fields.get(at);
    switch (random.nextInt(7)) {
      case 0 -> message.fields.remove(at);
      case 1 -> message.fields.add(random.nextInt(message.fields.size()), field.copy());
      case 2 -> {
        List<Field> others = new ArrayList<>();
        collect(other, others);
        Field from = others.get(random.nextInt(others.size()));
        if (!from.fields.isEmpty()) {
          message.fields.set(at, from.fields.get(random.nextInt(from.fields.size())).copy());
        }
      }
      case 3 -> {
        int swap = random.nextInt(message.fields.size());
        message.fields.set(at, message.fields.get(swap));
        message.fields.set(swap, field);
      }
      case 4 -> field.tag = (field.tag & 7) | ((long) random.nextInt(1, 32) << 3);
      default -> value(field, random);
    }
  }

  /** Another number, name or operator, or other bytes. */
  private static void value(Field field, SplittableRandom random) {
    if (field.wire() == 0) {
      field.number = NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (field.bytes.length > 0) {
      switch (random.nextInt(4)) {
        case 0 -> field.bytes = OPERATORS[random.nextInt(OPERATORS.length)].getBytes(UTF_8);
        case 1 -> field.bytes = new byte[] {(byte) ('a' + random.nextInt(26))};
        case 2 -> field.bytes[random.nextInt(field.bytes.length)] = (byte) random.nextInt();
        default -> field.bytes = java.util.Arrays.copyOf(field.bytes, random.nextInt(64));
      }
    }
  }

  private static void collect(Field field, List<Field> messages) {
    if (field.message) {
      messages.add(field);
      field.fields.forEach(inner -> collect(inner, messages));
    }
  }

  private static Field parse(byte[] bytes) {
    Field root = new Field();
    root.message = true;
    root.tag = 2;
    if (!fields(bytes, root.fields)) {
      throw new IllegalArgumentException("a seed is no protobuf");
    }
    return root;
  }

  /** The fields of bytes, if they are a message; that is guessed, which does for changing them. */
  private static boolean fields(byte[] bytes, List<Field> to) {
    int[] at = {0};
    while (at[0] < bytes.length) {
      Field field = new Field();
      field.tag = varint(bytes, at);
      int count =
          switch (field.wire()) {
            case 0 -> 0;
            case 1 -> 8;
            case 5 -> 4;
            case 2 -> (int) varint(bytes, at);
            default -> -1;
          };
      if (field.wire() == 0) {
        field.number = varint(bytes, at);
      }
      if (field.tag >>> 3 < 1
          || field.tag >>> 3 > 40
          || count < 0
          || count > bytes.length - at[0]) {
        return false;
      }
      field.bytes = java.util.Arrays.copyOfRange(bytes, at[0], at[0] + count);
      at[0] += count;
      if (field.wire() == 2 && count > 1 && fields(field.bytes, field.fields)) {
        field.message = true;
      }
      to.add(field);
    }
    return at[0] == bytes.length;
  }

  private static long varint(byte[] bytes, int[] at) {
    long value = 0;
    for (int shift = 0; at[0] < bytes.length; shift += 7) {
      byte next = bytes[at[0]++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    at[0] = Integer.MAX_VALUE;
    return 0;
  }

  private static byte[] bytes(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      write(out, field.tag);
      if (field.wire() == 0) {
        write(out, field.number);
        continue;
      }
      byte[] content = field.message ? bytes(field.fields) : field.bytes;
      if (field.wire() == 2) {
        write(out, content.length);
      }
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
