package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.SharedFiles;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How good models become on real data, by the commands of TRAINING.md. Those that take long run
 * with {@code -Dhayate.goals=all}. A goal is what the data is known to allow, with room for other
 * seeds: it fails when something is wrong, not when an instruction rounds otherwise.
 */
class GoalsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quick | tabular/breast_cancer.csv | | test roc_auc | 0.99",
        "quick | tabular/breast_cancer.csv | --folds 5 | mean roc_auc | 0.99",
        "quick | tabular/titanic.csv | --folds 5 | mean accuracy | 0.80",
        "long | tabular/housing.csv | | test r2 | 0.80",
        "long | mnist | --hidden 512,256 --batch-norm --dropout 0.3 --schedule one-cycle --lr 0.004"
            + " --batch 128 --epochs 15 | test accuracy | 0.984",
        "long | fashion | --hidden 512,256 --batch-norm --dropout 0.3 --schedule one-cycle --lr"
            + " 0.004 --batch 128 --epochs 15 | test accuracy | 0.895",
      })
  void reaches(String length, String data, String options, String measure, double least)
      throws IOException {
    Path path = SharedFiles.data(data);
    Assumptions.assumeTrue(
        length.equals("quick") || System.getProperty("hayate.goals", "").equals("all"),
        "takes minutes: -Dhayate.goals=all");
    Path result = folder.resolve("r.json");
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(
        data.endsWith(".csv") ? List.of(path.toString()) : List.of(data, "--data", path + ""));
    if (options != null) {
      words.addAll(Arrays.asList(options.split(" ")));
    }
    words.addAll(List.of("--json", result.toString()));
    Hayate.Outcome outcome = Hayate.run(words.toArray(new String[0]));
    assertEquals(0, outcome.status(), outcome.err());
    JsonObject json = Json.parse(Files.readString(result), Place.in(result));
    String[] name = measure.split(" ", -1);
    double reached = json.object(name[0]).number(name[1]);
    System.out.println("GoalsTest: " + String.join(" ", words) + ": " + measure + " " + reached);
    assertTrue(reached >= least, outcome.out());
  }
}
