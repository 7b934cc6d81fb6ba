package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.init.Initialization;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.metric.Histogram;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a probe says of layers whose values and gradients are known. */
class LayerProbeTest {
  @Test
  void measuresValuesThatAreKnownByHand() {
    Model model = Model.sequential(1).linear(1).relu().linear(1).build();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = Parameters.allocate(model, arena);
      parameters.tensor("0.weight").set(0, 0, 2);
      parameters.tensor("2.weight").set(0, 0, -3);
      Dataset data =
          new Dataset(
              Tensor.of(arena, Shape.of(2, 1), 1, -1), Tensor.of(arena, Shape.of(2, 1), -7, 2));
      try (LayerProbe probe = new LayerProbe(model, Loss.meanSquaredError(), data, 5)) {
        List<LayerReading> readings = probe.read(parameters);
        assertEquals(List.of("0", "1", "2"), readings.stream().map(LayerReading::node).toList());
        // x = 1, -1; 2x = 2, -2; relu 2, 0; y = -6, 0; targets -7, 2; dy = 1, -2.
        check(readings.get(0).outputs(), -2, 2);
        check(readings.get(1).outputs(), 0, 2);
        check(readings.get(2).outputs(), -6, 0);
        check(readings.get(2).gradient().orElseThrow(), -2, 1);
        check(readings.get(1).gradient().orElseThrow(), -3, 6);
        check(readings.get(0).gradient().orElseThrow(), -3, 0);
        LayerReading last = readings.get(2);
        assertEquals(List.of("weight", "bias"), List.copyOf(last.parameters().keySet()));
        assertEquals(
            List.of(2.0, -1.0),
            last.parameterGradients().values().stream().map(Histogram::sum).toList());
        assertEquals(
            List.of(-3.0, 0.0), last.parameters().values().stream().map(Histogram::sum).toList());
      }
    }
  }

  private static void check(Histogram histogram, double min, double max) {
    assertEquals(2, histogram.count());
    assertEquals(min, histogram.min());
    assertEquals(max, histogram.max());
  }

  private static List<String> remarks(Model model, Initialization initialization) {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 50, 0.1, 1);
      Parameters parameters = model.initialize(arena, 1, initialization);
      try (LayerProbe probe = new LayerProbe(model, Loss.crossEntropy(), data, 64)) {
        return probe.read(parameters).stream().map(LayerReading::remark).toList();
      }
    }
  }

  private static Model deep(int layers, boolean sigmoid) {
    Sequential chain = Model.sequential(2);
    for (int i = 0; i < layers; i++) {
      chain = chain.linear(20);
      chain = sigmoid ? chain.sigmoid() : chain.relu();
    }
    return chain.linear(3).build();
  }

  @Test
  void seesWhatVanishesAndWhatExplodes() {
    // A sigmoid's slope is at most a quarter: ten of them leave 1e-6 of a gradient.
    List<String> vanishing = remarks(deep(10, true), Initialization.usual());
    assertTrue(vanishing.getFirst().startsWith("the gradient vanishes"), vanishing.toString());
    assertEquals("", vanishing.getLast());
    // Weights of deviation 2 multiply by about 2 sqrt(20 / 2) a layer.
    List<String> exploding =
        remarks(
            deep(10, false),
            (name, spec) -> new dev.hayate.nn.init.Normal(0, spec.shape().rank() < 2 ? 0 : 2));
    assertTrue(exploding.getFirst().startsWith("the gradient explodes"), exploding.toString());
    List<String> sound = remarks(deep(3, false), Initialization.usual());
    assertTrue(sound.stream().allMatch(String::isEmpty), sound.toString());
  }

  @Test
  void leavesRunningStatisticsAlone() {
    Model model = Model.sequential(2).linear(4).batchNorm().relu().linear(3).build();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 50, 0.1, 1);
      Parameters parameters = model.initialize(arena, 1);
      float[] before = parameters.buffers().toFloats();
      try (LayerProbe probe = new LayerProbe(model, Loss.crossEntropy(), data, 64)) {
        List<LayerReading> first = probe.read(parameters);
        assertEquals(first, probe.read(parameters));
        // Normalised by its own batch, whatever the running statistics say.
        assertEquals(0, first.get(1).outputs().mean(), 1e-5);
      }
      org.junit.jupiter.api.Assertions.assertArrayEquals(before, parameters.buffers().toFloats());
    }
  }
}
