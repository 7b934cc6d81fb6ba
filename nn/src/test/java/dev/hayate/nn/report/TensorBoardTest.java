package dev.hayate.nn.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.format.EventFile;
import dev.hayate.nn.format.EventReader;
import dev.hayate.nn.insight.LayerProbe;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.train.History;
import dev.hayate.nn.train.Trainer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what a run writes for TensorBoard is what happened. */
class TensorBoardTest {
  @TempDir Path folder;

  @Test
  void writesCurvesAndDistributionsOfEveryEpoch() throws IOException {
    Model model = Model.sequential(2).linear(8).relu().linear(3).build();
    try (Arena arena = Arena.ofShared();
        EventFile file = EventFile.create(folder)) {
      Dataset data = Spiral.generate(arena, 3, 20, 0.1, 1);
      Parameters parameters = model.initialize(arena, 1);
      History history;
      try (Trainer trainer = model.trainer(parameters).batch(20).open();
          LayerProbe probe = new LayerProbe(model, Loss.crossEntropy(), data, 32)) {
        history = trainer.fit(data, data, 4, new TensorBoard(file, parameters, probe));
      }
      Map<String, List<EventReader.Message>> byTag = new HashMap<>();
      for (EventReader.Message event : EventReader.read(file.path())) {
        if (event.has(5)) {
          String tag = event.message(5).message(1).text(1);
          byTag.computeIfAbsent(tag, key -> new ArrayList<>()).add(event);
        }
      }
      for (String tag : List.of("loss/training", "loss/validation")) {
        List<EventReader.Message> curve = byTag.getOrDefault(tag, List.of());
        assertEquals(4, curve.size());
        for (int i = 0; i < 4; i++) {
          History.Epoch epoch = history.epochs().get(i);
          double loss = tag.endsWith("training") ? epoch.loss() : epoch.validation().loss();
          assertEquals(epoch.number(), curve.get(i).int64(2));
          assertEquals((float) loss, curve.get(i).message(5).message(1).float32(2));
        }
      }
      assertEquals(12, byTag.getOrDefault("step/loss", List.of()).size());
      assertEquals(12, byTag.getOrDefault("step/loss", List.of()).getLast().int64(2));
      for (String tag :
          List.of(
              "outputs/0_Linear",
              "gradients/1_ReLU",
              "parameters/2.weight",
              "parameter_gradients/2.bias")) {
        assertEquals(4, byTag.getOrDefault(tag, List.of()).size(), () -> tag + byTag.keySet());
      }
      EventReader.Message weights =
          byTag
              .getOrDefault("parameters/2.weight", List.of())
              .getLast()
              .message(5)
              .message(1)
              .message(5);
      assertEquals(24, weights.float64(3));
      assertTrue(byTag.containsKey("gradient_rms/0_Linear"));
    }
  }
}
