package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Tanh;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plain loops give what the strips give, to the bit, and make way for them. */
@Tag("registry")
@Tag("fma")
final class PlainPerceptronTest {
  private static final int[][] SIZES = {
    {1, 1},
    {3, 5, 2},
    {4, 16, 15},
    {7, 17, 33},
    {9, 31, 47, 1},
    {12, 48, 63},
    {13, 64, 65},
    {16, 80, 96, 3},
    {33, 112, 10},
    {50, 129, 127, 7}
  };

  @BeforeEach
  void needsVectors() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBits(WeightType type) {
    SplittableRandom random = new SplittableRandom(7);
    for (int[] sizes : SIZES) {
      for (Activation activation : List.of(new Identity(), new Relu(), new Tanh())) {
        try (Arena arena = Arena.ofConfined()) {
          VectorPerceptron perceptron =
              new VectorPerceptron(
                  layers(random, sizes, activation, arena), type, new Rehearsal(), arena);
          Tensor x = values(random, arena, Shape.of(1, sizes[0]));
          MemorySegment s = Tensor.allocate(arena, perceptron.scratch(1)).segment();
          Tensor y = Tensor.allocate(arena, 1, sizes[sizes.length - 1]);
          perceptron.row(x.segment(), 0, s, y.segment(), 0);
          float[] vector = y.toFloats();
          PlainPerceptron.Row row = new PlainPerceptron.Row(perceptron.plain().orElseThrow());
          for (int again = 0; again < 2; again++) {
            s.fill((byte) 0xFF);
            y.segment().fill((byte) 0xFF);
            perceptron.row(row, x.segment(), 0, s, y.segment(), 0);
            assertArrayEquals(
                bits(vector), bits(y.toFloats()), () -> type + " " + List.of(activation));
          }
        }
      }
    }
  }

  /** Zeros of both signs, which padding must not change, and numbers that are none. */
  @ParameterizedTest
  @EnumSource
  void givesTheSameForOddNumbers(WeightType type) {
    float[] odd = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, -1e38f, Float.MIN_VALUE};
    SplittableRandom random = new SplittableRandom(10);
    for (int[] sizes : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        List<Dense> layers = layers(random, sizes, new Relu(), arena);
        VectorPerceptron perceptron = new VectorPerceptron(layers, type, new Rehearsal(), arena);
        PlainPerceptron.Row row = new PlainPerceptron.Row(perceptron.plain().orElseThrow());
        MemorySegment s = Tensor.allocate(arena, perceptron.scratch(1)).segment();
        Tensor y = Tensor.allocate(arena, 1, sizes[sizes.length - 1]);
        for (float all : odd) {
          Tensor x = Tensor.of(arena, Shape.of(1, sizes[0]), filled(sizes[0], all));
          perceptron.row(x.segment(), 0, s, y.segment(), 0);
          float[] vector = y.toFloats();
          perceptron.row(row, x.segment(), 0, s, y.segment(), 0);
          assertArrayEquals(vector, y.toFloats(), () -> type + " of " + all);
          assertArrayEquals(signs(vector), signs(y.toFloats()), () -> type + " of " + all);
        }
      }
    }
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** Of what is a number: the sign of NaN is the processor's affair. */
  private static float[] signs(float[] values) {
    float[] signs = new float[values.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = Float.isNaN(values[i]) ? 0 : Math.copySign(1, values[i]);
    }
    return signs;
  }

  /** What fills a layer up to whole vectors is nobody's input, whatever an infinity makes of it. */
  @ParameterizedTest
  @EnumSource
  void infinitiesStayInTheirColumns(WeightType type) {
    try (Arena arena = Arena.ofConfined()) {
      Tensor down = Tensor.of(arena, Shape.of(1, 1), -1);
      Tensor bias = Tensor.of(arena, Shape.of(1), 0.5f);
      List<Dense> layers =
          List.of(
              new Dense(down, Epilogue.activation(new Relu())),
              new Dense(down, Epilogue.bias(bias)));
      VectorPerceptron perceptron = new VectorPerceptron(layers, type, new Rehearsal(), arena);
      Tensor x = Tensor.of(arena, Shape.of(1, 1), Float.POSITIVE_INFINITY);
      Tensor y = Tensor.allocate(arena, 1, 1);
      MemorySegment s = Tensor.allocate(arena, perceptron.scratch(1)).segment();
      perceptron.row(x.segment(), 0, s, y.segment(), 0);
      assertEquals(0.5f, y.get(0, 0));
      PlainPerceptron.Row row = new PlainPerceptron.Row(perceptron.plain().orElseThrow());
      perceptron.row(row, x.segment(), 0, s, y.segment(), 0);
      assertEquals(0.5f, y.get(0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void rehearsesWithoutTouchingAnythingElse(WeightType type) {
    SplittableRandom random = new SplittableRandom(8);
    for (int[] sizes : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        List<Dense> layers = layers(random, sizes, new Relu(), arena);
        VectorPerceptron perceptron = new VectorPerceptron(layers, type, new Rehearsal(), arena);
        MemorySegment s = Tensor.allocate(arena, perceptron.scratch(1)).segment();
        double share = perceptron.rehearse(s);
        assertTrue(share > 0 && share <= 1, () -> "share of " + share);
      }
    }
  }

  /**
   * Every call gives the same, whichever loops it runs on; how long that lasts is up to the JVM.
   */
  @Test
  void doesNotChangeWhenTheStripsTakeOver() {
    Rehearsal rehearsal = new Rehearsal();
    try (Arena arena = Arena.ofConfined()) {
      SplittableRandom random = new SplittableRandom(9);
      List<Dense> layers = layers(random, new int[] {8, 112, 3}, new Relu(), arena);
      VectorPerceptron perceptron = new VectorPerceptron(layers, WeightType.F32, rehearsal, arena);
      Tensor x = values(random, arena, Shape.of(1, 8));
      Tensor y = Tensor.allocate(arena, 1, 3);
      Tensor scratch = Tensor.allocate(arena, perceptron.scratch(1));
      Runnable call = new VectorPerceptrons().bind(x, perceptron, scratch, y);
      call.run();
      float[] first = y.toFloats();
      for (int i = 0; i < 3000; i++) {
        call.run();
      }
      assertArrayEquals(bits(first), bits(y.toFloats()));
      rehearsal.took(0, 1, 1);
      call.run();
      assertTrue(perceptron.plain().isEmpty(), "the plain weights are still there");
      call.run();
      assertArrayEquals(bits(first), bits(y.toFloats()));
    }
  }

  @Test
  void rehearsesAfterManyCallsAndRarelyAfterTooMany() {
    Rehearsal rehearsal = new Rehearsal();
    int first = 0;
    int due = 0;
    for (int i = 1; i <= 100_000; i++) {
      if (rehearsal.isDue()) {
        first = first == 0 ? i : first;
        due++;
      }
    }
    assertEquals(2001, first);
    assertEquals(8000 + 90_000 / 64, due, 1);
  }

  @Test
  void isOverOnceTheStripsAreAsFast() {
    Rehearsal rehearsal = new Rehearsal();
    rehearsal.took(40_000, 0.01, 11_000);
    assertFalse(rehearsal.isOver());
    rehearsal.took(200, 0.01, 11_000);
    assertTrue(rehearsal.isOver());
  }

  @Test
  void keepsNoSecondCopyOfManyWeights() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor weight = Tensor.allocate(arena, 1024, 513);
      VectorPerceptron perceptron =
          new VectorPerceptron(
              List.of(new Dense(weight, Epilogue.NONE)), WeightType.F32, new Rehearsal(), arena);
      assertTrue(perceptron.plain().isEmpty());
    }
  }

  private static List<Dense> layers(
      SplittableRandom random, int[] sizes, Activation activation, Arena arena) {
    List<Dense> layers = new ArrayList<>();
    for (int i = 1; i < sizes.length; i++) {
      Tensor weight = values(random, arena, Shape.of(sizes[i - 1], sizes[i]));
      Tensor bias = values(random, arena, Shape.of(sizes[i]));
      boolean last = i == sizes.length - 1;
      layers.add(
          new Dense(
              weight, last ? Epilogue.activation(activation) : Epilogue.bias(bias, activation)));
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

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
