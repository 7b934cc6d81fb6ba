import dev.hayate.nn.Model;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.predict.Predictor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program that reads a model from a file and predicts. {@code save FILE} makes the file; {@code
 * FILE NANOS} prints the milliseconds from NANOS, the time of day at which the program was started,
 * to the first prediction; the mean of the next 1,000 in microseconds; that of 1,000 after warm-up,
 * which took the next number of milliseconds; resident MiB before warm-up and the most so far.
 */
final class Cold {
  private static final int CALLS = 1000;

  private Cold() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("save")) {
      save(Path.of(args[1]));
      return;
    }
    try (Arena arena = Arena.ofShared()) {
      ModelFile file = ModelFile.load(Path.of(args[0]), arena);
      try (Predictor predictor = file.model().predictor(file.parameters()).open()) {
        measure(predictor, Long.parseLong(args[1]));
      }
    }
  }

  private static void save(Path path) throws IOException {
    Model model = Model.sequential(784).linear(256).relu().linear(128).relu().linear(10).build();
    try (Arena arena = Arena.ofShared()) {
      ModelFile.save(path, model.initialize(arena, 1), Map.of());
    }
  }

  private static void measure(Predictor predictor, long started) throws IOException {
    float[] input = new float[784];
    for (int i = 0; i < input.length; i++) {
      input[i] = i % 256 / 255f;
    }
    float[] output = new float[10];
    predictor.predict(input, output);
    double first = System.currentTimeMillis() - started / 1e6;
    float sum = sum(output);
    double next = mean(predictor, input, output);
    double resident = mebibytes("VmRSS:");
    double most = mebibytes("VmHWM:");
    long warmUp = predictor.warmUp().toMillis();
    double warm = mean(predictor, input, output);
    if (sum(output) != sum || !Float.isFinite(sum)) {
      throw new IllegalStateException(
          "outputs: expected a sum of " + sum + ", found " + sum(output));
    }
    System.out.println(
        Math.round(first) + " " + next + " " + warm + " " + warmUp + " " + resident + " " + most);
  }

  private static double mean(Predictor predictor, float[] input, float[] output) {
    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      predictor.predict(input, output);
    }
    return (System.nanoTime() - begin) / 1e3 / CALLS;
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double mebibytes(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(name)) {
        return Math.round(Long.parseLong(line.replaceAll("\\D", "")) / 102.4) / 10.0;
      }
    }
    return Double.NaN;
  }
}
