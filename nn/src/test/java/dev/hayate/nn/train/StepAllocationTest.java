package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.ActivationCatalog;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Bilinear;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.loss.LossCatalog;
import dev.hayate.nn.optim.OptimizerCatalog;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.schedule.OneCycle;
import dev.hayate.nn.schedule.Plateau;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * No step allocates: for every layer, every loss, every optimizer, and everything a trainer can do
 * beside.
 */
@Tag("allocation")
class StepAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BATCH = 8;
  private static final int WIDTH = 12;
  private static final int STEPS = 200;

  /** How long the compiler may take, which shares the machine with others. */
  private static final long PATIENCE = 60_000_000_000L;

  private static void checkSteps(TrainerBuilder builder, Tensor[] inputs, Tensor[] targets) {
    try (Trainer trainer = builder.batch(BATCH).backend("scalar").open()) {
      long least = Long.MAX_VALUE;
      for (long begin = System.nanoTime(); least > 0 && System.nanoTime() - begin < PATIENCE; ) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < STEPS; step++) {
          trainer.step(inputs, targets);
        }
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least, "bytes allocated by " + STEPS + " steps");
    }
  }

  private static Tensor values(Arena arena, int... dims) {
    Tensor tensor = Tensor.allocate(arena, dims);
    for (int row = 0; row < tensor.rows(); row++) {
      for (int col = 0; col < tensor.cols(); col++) {
        tensor.set(row, col, (float) (0.5 + 0.4 * Math.sin(row * 7 + col * 3)));
      }
    }
    return tensor;
  }

  private static Tensor classes(Arena arena, int classes, int... dims) {
    Tensor tensor = Tensor.allocate(arena, DType.I32, Shape.of(dims));
    for (int row = 0; row < tensor.rows(); row++) {
      for (int col = 0; col < tensor.cols(); col++) {
        tensor.setInt(row, col, (row + 2 * col) % classes);
      }
    }
    return tensor;
  }

  @TestFactory
  List<DynamicTest> layers() {
    List<Layer> layers = new ArrayList<>();
    for (String type : ActivationCatalog.types()) {
      layers.add(new Elementwise(ActivationCatalog.named(type)));
    }
    layers.addAll(
        List.of(
            new Softmax(),
            new LogSoftmax(),
            new Flatten(),
            new Dropout(0.3),
            BatchNorm1d.of(WIDTH),
            LayerNorm.of(WIDTH),
            RmsNorm.of(WIDTH),
            GroupNorm.of(3, WIDTH),
            new Scale(WIDTH),
            new Shift(WIDTH),
            new PRelu(WIDTH, 0.25),
            new Glu(),
            Linear.of(WIDTH, 5, false)));
    List<DynamicTest> tests = new ArrayList<>();
    for (Layer layer : layers) {
      tests.add(
          DynamicTest.dynamicTest(
              layer.toString(),
              () -> {
                Model model = Model.sequential(WIDTH).linear(WIDTH).layer(layer).build();
                try (Arena arena = Arena.ofConfined()) {
                  int cols = model.outputShape(0).cols();
                  checkSteps(
                      model
                          .trainer(model.initialize(arena, 1))
                          .loss(Loss.meanSquaredError())
                          .optimizer(Sgd.of(1e-4)),
                      new Tensor[] {values(arena, BATCH, WIDTH)},
                      new Tensor[] {values(arena, BATCH, cols)});
                }
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> graphs() {
    return List.of(
        DynamicTest.dynamicTest("embeddings, products and joins", StepAllocationTest::checkGraph));
  }

  private static void checkGraph() {
    Graph graph = Model.graph();
    Graph.Value rows = graph.indices("rows", 4);
    Graph.Value bag = graph.apply("bag", new EmbeddingBag(9, WIDTH, Indexing.Bag.MAX, -1), rows);
    Graph.Value table = graph.apply("table", Embedding.of(9, WIDTH / 4), rows);
    Graph.Value flat = graph.apply("flat", new Flatten(), table);
    Graph.Value product = graph.apply("product", new Multiply(), bag, flat);
    Graph.Value both = graph.apply("both", new Bilinear(WIDTH, WIDTH, 5, true), product, bag);
    graph.output("y", graph.apply("y", new Concat(), both, product));
    Model model = graph.build();
    try (Arena arena = Arena.ofConfined()) {
      checkSteps(
          model.trainer(model.initialize(arena, 1)).loss(Loss.meanSquaredError()),
          new Tensor[] {classes(arena, 9, BATCH, 4)},
          new Tensor[] {values(arena, BATCH, 5 + WIDTH)});
    }
  }

  @TestFactory
  List<DynamicTest> losses() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String type : LossCatalog.types()) {
      Loss loss = LossCatalog.named(type);
      tests.add(
          DynamicTest.dynamicTest(
              type,
              () -> {
                Model model = Model.sequential(WIDTH).linear(WIDTH).sigmoid().build();
                try (Arena arena = Arena.ofConfined()) {
                  Shape shape = loss.targetShape(Shape.of(WIDTH));
                  Tensor target =
                      loss.targetType() == DType.I32
                          ? classes(arena, WIDTH, BATCH, (int) shape.size())
                          : values(arena, BATCH, (int) shape.size());
                  checkSteps(
                      model.trainer(model.initialize(arena, 1)).loss(loss).optimizer(Sgd.of(1e-4)),
                      new Tensor[] {values(arena, BATCH, WIDTH)},
                      new Tensor[] {target});
                }
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> optimizers() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String type : OptimizerCatalog.types()) {
      tests.add(
          DynamicTest.dynamicTest(
              type,
              () -> {
                Model model = Model.sequential(WIDTH).linear(WIDTH).build();
                try (Arena arena = Arena.ofConfined()) {
                  checkSteps(
                      model
                          .trainer(model.initialize(arena, 1))
                          .loss(Loss.meanSquaredError())
                          .optimizer(OptimizerCatalog.read(type, Attributes.NONE.with("lr", 1e-4))),
                      new Tensor[] {values(arena, BATCH, WIDTH)},
                      new Tensor[] {values(arena, BATCH, WIDTH)});
                }
              }));
    }
    tests.add(DynamicTest.dynamicTest("everything at once", StepAllocationTest::checkEverything));
    return tests;
  }

  private static void checkEverything() {
    Model model = Model.sequential(WIDTH).linear(WIDTH).batchNorm().relu().linear(WIDTH).build();
    try (Arena arena = Arena.ofConfined()) {
      Attributes settings = Attributes.NONE.with("lr", 1e-4).with("amsgrad", true);
      checkSteps(
          model
              .trainer(model.initialize(arena, 1))
              .loss(Loss.crossEntropy().smoothing(0.1).classes(ones()))
              .optimizer(OptimizerCatalog.read("AdamW", settings))
              .group(Parameters.Entry::isVector, Sgd.of(1e-4).momentum(0.9))
              .schedule(OneCycle.of(1e-3, 100).warmedUp(10))
              .plateau(Plateau.of(0.5))
              .clipNorm(1)
              .clipValue(0.5)
              .accumulate(3)
              .average(0.99),
          new Tensor[] {values(arena, BATCH, WIDTH)},
          new Tensor[] {classes(arena, WIDTH, BATCH, 1)});
    }
  }

  private static Weights ones() {
    double[] ones = new double[WIDTH];
    java.util.Arrays.fill(ones, 1);
    return Weights.of(ones);
  }
}
