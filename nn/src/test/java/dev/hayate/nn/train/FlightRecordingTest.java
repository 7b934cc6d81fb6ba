package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a flight recording finds steps and predictions. */
class FlightRecordingTest {
  private static final String STEP = "dev.hayate.TrainingStep";
  private static final String PREDICTION = "dev.hayate.Prediction";

  @TempDir Path folder;

  @Test
  void recordsStepsAndPredictions() throws IOException {
    Path file = folder.resolve("run.jfr");
    List<Double> losses = new ArrayList<>();
    Model model = Model.sequential(2).linear(8).relu().linear(3).build();
    try (Arena arena = Arena.ofShared();
        Recording recording = new Recording()) {
      Dataset data = Spiral.generate(arena, 3, 20, 0.1, 1);
      Parameters parameters = model.initialize(arena, 1);
      try (Trainer trainer = model.trainer(parameters).batch(24).open()) {
        trainer.fit(data, data.subset(arena), 1); // before the recording: not in it
        recording.enable(STEP);
        recording.enable(PREDICTION);
        recording.start();
        trainer.fit(
            data,
            data.subset(arena),
            1,
            new FitListener() {
              @Override
              public void onStep(Progress progress) {
                losses.add(trainer.loss());
              }
            });
      }
      try (Predictor predictor = model.predictor(parameters).batch(5).open()) {
        predictor.predict(new float[6], new float[9]);
        predictor.predict(new float[10], new float[15]);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> steps = events(file, STEP);
    assertEquals(List.of(4L, 5L, 6L), steps.stream().map(e -> e.getLong("step")).toList());
    assertEquals(List.of(24, 24, 12), steps.stream().map(e -> e.getInt("samples")).toList());
    assertEquals(losses, steps.stream().map(e -> e.getDouble("loss")).toList());
    assertTrue(steps.stream().allMatch(e -> e.getDuration().toNanos() > 0));
    List<RecordedEvent> predictions = events(file, PREDICTION);
    assertEquals(List.of(3, 5), predictions.stream().map(e -> e.getInt("samples")).toList());
    assertTrue(predictions.stream().allMatch(e -> e.getDuration().toNanos() > 0));
  }

  private static List<RecordedEvent> events(Path file, String name) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .toList();
  }
}
