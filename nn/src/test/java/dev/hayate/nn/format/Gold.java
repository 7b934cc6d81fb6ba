package dev.hayate.nn.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The folder of oracle files that stands beside the repository, where it is present. */
final class Gold {
  private Gold() {}

  /** A folder inside, from {@code -Dhayate.gold}; the test is skipped where it is absent. */
  static Path folder(String name) {
    String property = System.getProperty("hayate.gold", "../../shared/gold");
    Path folder = Path.of(property).resolve(name);
    if (!Files.isDirectory(folder)) {
      String reason = "skipped: no folder " + folder.toAbsolutePath() + "; set -Dhayate.gold=DIR";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    return folder;
  }

  /** A JSON file inside, whatever value it holds, under the member "root". */
  static JsonObject json(Path file) throws IOException {
    return Json.parse("{\"root\":" + Files.readString(file) + "}", Place.in(file));
  }

  /** The numbers of an array in which inf, -inf and nan stand as texts. */
  static double[] numbers(JsonObject object, String name) throws ModelFormatException {
    List<Double> numbers = new ArrayList<>();
    for (Object item : object.items(name)) {
      if (item instanceof Number number) {
        numbers.add(number.doubleValue());
      } else {
        numbers.add(
            "nan".equals(item)
                ? Double.NaN
                : Double.parseDouble(item.toString().replace("inf", "Infinity")));
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static int[] dims(JsonObject object) throws ModelFormatException {
    double[] dims = object.numbers("shape");
    int[] ints = new int[dims.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) dims[i];
    }
    return ints;
  }
}
