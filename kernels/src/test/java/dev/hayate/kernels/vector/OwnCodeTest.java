package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import dev.hayate.kernels.activation.Threshold;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A perceptron's own code gives what the strips give, to the bit, and goes with the perceptron. */
@Tag("registry")
@Tag("fma")
final class OwnCodeTest {
  private static final List<Activation> ACTIVATIONS =
      List.of(
          new Relu(),
          new Identity(),
          new LeakyRelu(0.01f),
          new Elu(1.5f),
          new Selu(),
          new Celu(0.5f),
          new Gelu(),
          new GeluTanh(),
          new Silu(),
          new Mish(),
          new Softplus(1, 20),
          new Softsign(),
          new Sigmoid(),
          new LogSigmoid(),
          new Tanh(),
          new Hardtanh(-1, 1),
          new Hardsigmoid(),
          new Hardswish(),
          new Softshrink(0.5f),
          new Hardshrink(0.5f),
          new Tanhshrink(),
          new Threshold(0.1f, 20));

  /** Each kind of strip alone and with the others at 128, 256 and 512 bits. */
  private static final int[] WIDTHS = {
    1, 2, 3, 4, 5, 8, 12, 15, 16, 17, 28, 31, 32, 33, 48, 56, 63, 64, 65, 96, 112, 128
  };

  @BeforeEach
  void needsVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
  }

  @Test
  void givesTheSameBits() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 6 * ACTIVATIONS.size(); round++) {
      Activation activation = ACTIVATIONS.get(round % ACTIVATIONS.size());
      int[] sizes = sizes(random);
      try (Arena arena = Arena.ofConfined()) {
        VectorPerceptron perceptron = perceptron(random, sizes, activation, arena);
        Tensor x = values(random, arena, Shape.of(1, sizes[0]));
        if (round % 5 == 0) {
          float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0f};
          x.set(0, random.nextInt(sizes[0]), odd[round / 5 % odd.length]);
        }
        int outputs = sizes[sizes.length - 1];
        float[] strips = strips(perceptron, x, outputs, arena);
        float[] own = own(code(perceptron), perceptron, x, outputs, arena);
        assertArrayEquals(
            bits(strips), bits(own), () -> List.of(activation) + " " + Arrays.toString(sizes));
      }
    }
  }

  /** Sizes at random, of as many weights as have code of their own at any width of vectors. */
  private static int[] sizes(SplittableRandom random) {
    int[] sizes = new int[random.nextInt(2, 6)];
    long weights;
    do {
      weights = 0;
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = WIDTHS[random.nextInt(WIDTHS.length)];
        weights += i == 0 ? 0 : (sizes[i - 1] + 3) / 4 * 4 * ((sizes[i] + 15) / 16 * 16);
      }
    } while (weights > Trial.MOST_WEIGHTS);
    return sizes;
  }

  @Test
  void isSharedByPerceptronsOfOneForm() {
    SplittableRandom random = new SplittableRandom(17);
    try (Arena arena = Arena.ofConfined()) {
      VectorPerceptron one = uniform(random, new int[] {10, 18, 3}, new Relu(), arena);
      VectorPerceptron other = uniform(random, new int[] {10, 18, 3}, new Relu(), arena);
      assertSame(one.trial().orElseThrow(), other.trial().orElseThrow());
      Tensor x = values(random, arena, Shape.of(1, 10));
      assertArrayEquals(bits(strips(other, x, 3, arena)), bits(own(code(one), other, x, 3, arena)));
      for (VectorPerceptron another :
          List.of(
              uniform(random, new int[] {10, 18, 4}, new Relu(), arena),
              uniform(random, new int[] {11, 18, 3}, new Relu(), arena),
              uniform(random, new int[] {10, 18, 3}, new Tanh(), arena))) {
        assertNotSame(one.trial().orElseThrow(), another.trial().orElseThrow());
      }
    }
  }

  /** The rows need not begin at the beginning of their segments, nor at any multiple of a float. */
  @Test
  void readsAndWritesAnywhere() {
    try (Arena arena = Arena.ofConfined()) {
      SplittableRandom random = new SplittableRandom(12);
      VectorPerceptron perceptron = perceptron(random, new int[] {8, 20, 9}, new Relu(), arena);
      Tensor x = values(random, arena, Shape.of(1, 8));
      float[] expected = strips(perceptron, x, 9, arena);
      MemorySegment in = arena.allocate(4 * 8 + 5);
      MemorySegment.copy(x.segment(), 0, in, 5, 4 * 8);
      MemorySegment out = arena.allocate(4 * 9 + 3);
      MemorySegment s = Tensor.allocate(arena, perceptron.scratch(1)).segment();
      perceptron.row(code(perceptron), in, 5, s, out, 3);
      Tensor y = Tensor.allocate(arena, 1, 9);
      MemorySegment.copy(out, 3, y.segment(), 0, 4 * 9);
      assertArrayEquals(bits(expected), bits(y.toFloats()));
      assertEquals(0, out.get(ValueLayout.JAVA_BYTE, 2));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> perceptron.row(code(perceptron), in, 6, s, out, 3));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> perceptron.row(code(perceptron), in, 5, s, out, 4));
    }
  }

  /** Threads that share a perceptron get the same answers before, while and after it takes over. */
  @Test
  void takesOverForAllThreadsAtOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(13);
    try (Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      VectorPerceptron perceptron = perceptron(random, new int[] {6, 24, 5}, new Tanh(), arena);
      Tensor x = values(random, arena, Shape.of(1, 6));
      float[] expected = strips(perceptron, x, 5, arena);
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        boolean decides = thread == 3;
        answers.add(
            threads.submit(
                () -> {
                  Tensor y = Tensor.allocate(arena, 1, 5);
                  Runnable call = bind(perceptron, x, y, arena);
                  boolean same = true;
                  for (int i = 0; i < 400; i++) {
                    call.run();
                    same &= Arrays.equals(bits(expected), bits(y.toFloats()));
                    if (decides && i == 200) {
                      win(perceptron);
                    }
                  }
                  return same;
                }));
      }
      for (Future<Boolean> answer : answers) {
        assertTrue(answer.get(1, TimeUnit.MINUTES), "an answer changed");
      }
      assertSame(
          perceptron.trial().orElseThrow().winner().orElseThrow(), code(perceptron), "one for all");
    }
  }

  @Test
  void failsOnceItsMemoryIsFreed() {
    SplittableRandom random = new SplittableRandom(14);
    Arena arena = Arena.ofShared();
    VectorPerceptron perceptron = perceptron(random, new int[] {8, 16, 4}, new Relu(), arena);
    win(perceptron);
    try (Arena mine = Arena.ofConfined()) {
      Tensor x = values(random, mine, Shape.of(1, 8));
      Runnable call = bind(perceptron, x, Tensor.allocate(mine, 1, 4), mine);
      call.run();
      arena.close();
      assertThrows(IllegalStateException.class, call::run);
    }
  }

  /** Its classes go with the last reference to the perceptron. */
  @Test
  void isUnloadedWithThePerceptron() throws InterruptedException {
    WeakReference<Class<?>> loaded = used();
    for (int i = 0; i < 100 && loaded.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertSame(null, loaded.get(), "the class is still there");
  }

  private static WeakReference<Class<?>> used() {
    try (Arena arena = Arena.ofConfined()) {
      SplittableRandom random = new SplittableRandom(15);
      VectorPerceptron perceptron = perceptron(random, new int[] {4, 16, 2}, new Relu(), arena);
      win(perceptron);
      Tensor x = values(random, arena, Shape.of(1, 4));
      Runnable call = bind(perceptron, x, Tensor.allocate(arena, 1, 2), arena);
      for (int i = 0; i < 300; i++) {
        call.run();
      }
      Class<?> own = code(perceptron).getClass();
      assertTrue(own.isHidden(), () -> own + " is not hidden");
      return new WeakReference<>(own);
    }
  }

  @Test
  void isMadeForSmallModelsOfFloatsOnly() {
    try (Arena arena = Arena.ofConfined()) {
      SplittableRandom random = new SplittableRandom(16);
      assertTrue(
          perceptron(random, new int[] {64, 128}, new Relu(), arena).trial().isPresent(),
          "8,192 weights");
      assertTrue(
          perceptron(random, new int[] {68, 128}, new Relu(), arena).trial().isEmpty(),
          "more weights");
      List<Dense> layers = layers(random, new int[] {8, 8}, new Relu(), arena);
      for (WeightType type : List.of(WeightType.BF16, WeightType.I8)) {
        assertTrue(
            new VectorPerceptron(layers, type, new Rehearsal(), arena).trial().isEmpty(),
            type.name());
      }
    }
  }

  private static VectorPerceptron perceptron(
      SplittableRandom random, int[] sizes, Activation activation, Arena arena) {
    return new VectorPerceptron(
        layers(random, sizes, activation, arena), WeightType.F32, over(), arena);
  }

  /** With the activation after every layer. */
  private static VectorPerceptron uniform(
      SplittableRandom random, int[] sizes, Activation activation, Arena arena) {
    List<Dense> layers =
        layers(random, sizes, activation, arena).stream()
            .map(layer -> new Dense(layer.weight(), Epilogue.activation(activation)))
            .toList();
    return new VectorPerceptron(layers, WeightType.F32, over(), arena);
  }

  private static Rehearsal over() {
    Rehearsal over = new Rehearsal();
    over.took(0, 1, 1);
    return over;
  }

  private static RowCode code(VectorPerceptron perceptron) {
    return perceptron.trial().orElseThrow().code();
  }

  /** Has the own code be found the faster one. */
  private static void win(VectorPerceptron perceptron) {
    Trial trial = perceptron.trial().orElseThrow();
    assertSame(code(perceptron), trial.code());
    for (int i = 0; i < 64; i++) {
      trial.took(20, 10);
    }
    assertTrue(trial.isOver(), "not over");
  }

  private static Runnable bind(VectorPerceptron perceptron, Tensor x, Tensor y, Arena arena) {
    Tensor scratch = Tensor.allocate(arena, perceptron.scratch(1));
    return new VectorPerceptrons().bind(x, perceptron, scratch, y);
  }

  private static float[] strips(VectorPerceptron perceptron, Tensor x, int outputs, Arena arena) {
    Tensor y = filled(arena, outputs);
    MemorySegment s = filled(arena, perceptron.scratch(1)).segment();
    perceptron.row(x.segment(), 0, s, y.segment(), 0);
    return y.toFloats();
  }

  private static float[] own(
      RowCode code, VectorPerceptron perceptron, Tensor x, int outputs, Arena arena) {
    Tensor y = filled(arena, outputs);
    MemorySegment s = filled(arena, perceptron.scratch(1)).segment();
    perceptron.row(code, x.segment(), 0, s, y.segment(), 0);
    return y.toFloats();
  }

  /** Memory that is NaN. */
  private static Tensor filled(Arena arena, int size) {
    Tensor tensor = Tensor.allocate(arena, 1, size);
    tensor.segment().fill((byte) 0xFF);
    return tensor;
  }

  private static List<Dense> layers(
      SplittableRandom random, int[] sizes, Activation activation, Arena arena) {
    List<Dense> layers = new ArrayList<>();
    for (int i = 1; i < sizes.length; i++) {
      Tensor weight = values(random, arena, Shape.of(sizes[i - 1], sizes[i]));
      Tensor bias = values(random, arena, Shape.of(sizes[i]));
      boolean last = i == sizes.length - 1;
      Epilogue bent = random.nextBoolean() ? Epilogue.bias(bias, activation) : Epilogue.bias(bias);
      layers.add(new Dense(weight, last && random.nextBoolean() ? Epilogue.NONE : bent));
    }
    return layers;
  }

  private static Tensor values(SplittableRandom random, Arena arena, Shape shape) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.of(arena, shape, values);
  }

  /** All NaN are one: which of two operands' is passed on is up to the instruction. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }
}
