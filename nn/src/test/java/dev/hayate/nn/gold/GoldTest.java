package dev.hayate.nn.gold;

import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.format.SafeTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every oracle case of the folders that a multilayer perceptron is concerned with, on both
 * backends: an operation that is not known here fails. {@code -Dhayate.gold=DIR} reads another
 * folder.
 */
class GoldTest {
  /** Weights times steps. */
  private static final long LONG_RUN = 5_000_000;

  private static final Map<String, Integer> RUN = new TreeMap<>();

  private interface Body {
    void run(GoldCase gold, Arena arena, String backend) throws IOException;
  }

  @TestFactory
  List<DynamicTest> layersAndLosses() throws IOException {
    return tests("layers", (gold, arena, backend) -> new GoldLayers(gold, arena, backend).run());
  }

  @TestFactory
  List<DynamicTest> optimizers() throws IOException {
    return tests("optim", (gold, arena, backend) -> new GoldOptimizers(gold, arena, backend).run());
  }

  @TestFactory
  List<DynamicTest> training() throws IOException {
    return tests("train", (gold, arena, backend) -> new GoldTraining(gold, arena, backend).run());
  }

  /** The scalar backend follows the runs that it can in a few seconds. */
  private static List<String> backends(GoldCase gold) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors tensors = gold.tensors(arena);
      long weights =
          tensors.arrays().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith("param."))
              .mapToLong(entry -> entry.getValue().shape().size())
              .sum();
      long steps =
          tensors.arrays().containsKey("f64.loss") ? tensors.array("f64.loss").shape().size() : 1;
      return weights * steps > LONG_RUN ? List.of("vector") : List.of("vector", "scalar");
    }
  }

  private static List<DynamicTest> tests(String folder, Body body) throws IOException {
    Path path = SharedFiles.gold(folder);
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldCase gold : GoldCase.all(path)) {
      for (String backend : backends(gold)) {
        tests.add(
            DynamicTest.dynamicTest(
                gold.name() + " on " + backend,
                () -> {
                  try (Arena arena = Arena.ofConfined()) {
                    body.run(gold, arena, backend);
                  }
                  RUN.merge(folder + " " + gold.op(), 1, Integer::sum);
                }));
      }
    }
    return tests;
  }

  @AfterAll
  static void tell() {
    int all = RUN.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("oracle cases passed, by backend: " + all + " " + RUN);
  }
}
