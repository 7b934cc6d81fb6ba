package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  @TempDir Path folder;
  private String table = "";
  private String model = "";
  private String out = "";

  @BeforeEach
  void train() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder rows = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 300; i++) {
      double a = random.nextDouble(-1, 1);
      double b = random.nextDouble(-1, 1);
      rows.append(a + "," + b + "," + (a * a + b * b < 0.6 ? "in" : "out") + "\n");
    }
    table = Files.writeString(folder.resolve("rows.csv"), rows).toString();
    model = folder.resolve("model.safetensors").toString();
    out = folder.resolve("out.safetensors").toString();
    Hayate.Outcome trained =
        Hayate.run("train", table, "--target", "kind", "--epochs", "3", "--save", model);
    assertEquals(0, trained.status(), trained.err());
  }

  @Test
  void marksACopyAndSaysWhatWasLost() {
    for (String type : new String[] {"i8", "bf16"}) {
      Hayate.Outcome outcome =
          Hayate.run(
              "quantize", model, out, "--data", table, "--weights", type, "--most-loss", "0.1");
      assertEquals(0, outcome.status(), outcome.err());
      assertTrue(
          outcome
              .out()
              .matches(
                  "accuracy of 300 rows [0-9.]+ with float32 weights, [0-9.]+ with "
                      + type
                      + "\\R"),
          outcome.out());
      Hayate.Outcome answers = Hayate.run("predict", out, "--input", table);
      assertEquals(0, answers.status(), answers.err());
      Hayate.Outcome plain = Hayate.run("predict", model, "--input", table);
      assertFalse(plain.out().equals(answers.out()), "weights were rounded");
    }
    Hayate.Outcome again = Hayate.run("quantize", out, model, "--data", table);
    assertEquals(1, again.status());
    assertTrue(again.err().contains("expected a model that was not quantized before"), again.err());
  }

  @Test
  void refusesToLoseMoreThanAllowedAndWritesNothing() {
    Hayate.Outcome outcome =
        Hayate.run("quantize", model, out, "--data", table, "--most-loss", "-2");
    assertEquals(1, outcome.status());
    assertTrue(outcome.err().contains("expected a loss of at most -2"), outcome.err());
    assertFalse(Files.exists(Path.of(out)));
  }
}
