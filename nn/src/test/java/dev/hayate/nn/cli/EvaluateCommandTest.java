package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.IdxFile;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hayate evaluate} on what {@code hayate train} saved. */
class EvaluateCommandTest {
  @TempDir Path folder;

  private Path write(String name, boolean classes) throws IOException {
    StringBuilder text = new StringBuilder("a,b,target\n");
    for (int i = 0; i < 150; i++) {
      double a = Math.sin(i);
      double b = Math.cos(1.3 * i);
      Object value = classes ? (a > b ? 2 : a > -b ? 1 : 0) : 10 + 3 * a - b;
      text.append(String.format(Locale.ROOT, "%f,%f,%s%n", a, b, value));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private Path train(Path csv) {
    Path model = folder.resolve("m.safetensors");
    Hayate.Outcome outcome =
        Hayate.run(
            ("train " + csv + " --seed 4 --epochs 30 --json " + folder.resolve("train.json"))
                .split(" "));
    assertEquals(0, outcome.status(), outcome.err());
    outcome = Hayate.run("train", csv + "", "--seed", "4", "--epochs", "30", "--save", model + "");
    assertEquals(0, outcome.status(), outcome.err());
    return model;
  }

  private JsonObject evaluate(Path model, Path data, String... more) throws IOException {
    String[] words = {"evaluate", model + "", "--data", data + "", "--json"};
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    Hayate.Outcome outcome = Hayate.run(all);
    assertEquals(0, outcome.status(), outcome.err());
    return Json.parse(outcome.out(), Place.in("out"));
  }

  private static JsonObject json(Path file) throws IOException {
    return Json.parse(Files.readString(file), Place.in(file));
  }

  @Test
  void measuresTheHeldOutRowsAsTrainingDid() throws IOException {
    Path csv = write("classes.csv", true);
    Path model = train(csv);
    JsonObject then = json(folder.resolve("train.json")).object("test");
    JsonObject now = evaluate(model, csv, "--part", "test");
    for (String name : then.names()) {
      if (!name.equals("classes") && !name.equals("confusion_matrix")) {
        assertEquals(then.number(name), now.number(name), name);
      }
    }
    assertEquals(30, now.integer("samples", 0, 1000));
    List<JsonObject> classes = now.objects("classes");
    assertEquals(List.of("0", "1", "2"), classes.stream().map(EvaluateCommandTest::label).toList());
    assertEquals(30, classes.stream().mapToInt(EvaluateCommandTest::samples).sum());
    assertEquals(1, now.number("top_2_accuracy"), 0.2);
    assertEquals(105, evaluate(model, csv, "--part", "train").integer("samples", 0, 1000));
    assertEquals(15, evaluate(model, csv, "--part", "validation").integer("samples", 0, 1000));
    assertEquals(150, evaluate(model, csv).integer("samples", 0, 1000));
    Hayate.Outcome shown = Hayate.run("evaluate", model + "", "--data", csv + "");
    assertTrue(shown.out().startsWith("150 rows of "), shown.out());
    assertTrue(shown.out().contains("confusion matrix: "), shown.out());
  }

  private static String label(JsonObject row) {
    try {
      return row.string("class");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int samples(JsonObject row) {
    try {
      return row.integer("samples", 0, 1000);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSingleOutputTellsTwoClasses() throws IOException {
    Path csv = Files.writeString(folder.resolve("two.csv"), twoClasses());
    Path model = folder.resolve("m.safetensors");
    Hayate.Outcome trained =
        Hayate.run(
            ("train " + csv + " --loss bce-with-logits --epochs 40 --save " + model).split(" "));
    assertEquals(0, trained.status(), trained.err());
    assertTrue(evaluate(model, csv).number("accuracy") > 0.9);
    Hayate.Outcome predicted = Hayate.run("predict", model + "", "--input", csv + "");
    assertEquals(0, predicted.status(), predicted.err());
    List<String> lines = predicted.out().lines().toList();
    assertEquals("kind,probability of no,probability of yes", lines.getFirst());
    int right = 0;
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      assertEquals(1, Double.parseDouble(fields[1]) + Double.parseDouble(fields[2]), 1e-6);
      right += twoClasses().lines().toList().get(i).endsWith("," + fields[0]) ? 1 : 0;
    }
    assertEquals(evaluate(model, csv).number("accuracy"), right / (lines.size() - 1.0), 1e-12);
  }

  private static String twoClasses() {
    StringBuilder text = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 150; i++) {
      double a = Math.sin(i);
      double b = Math.cos(1.3 * i);
      text.append(String.format(Locale.ROOT, "%f,%f,%s%n", a, b, a > b ? "yes" : "no"));
    }
    return text.toString();
  }

  @Test
  void measuresAQuantityInItsOwnUnit() throws IOException {
    Path csv = write("quantity.csv", false);
    Path model = train(csv);
    JsonObject then = json(folder.resolve("train.json")).object("test");
    JsonObject now = evaluate(model, csv, "--part", "test");
    for (String name : List.of("mae", "rmse", "r2")) {
      assertEquals(then.number(name), now.number(name), 1e-5, name);
    }
    Path out = folder.resolve("e.json");
    assertEquals(
        0, Hayate.run("evaluate", model + "", "--data", csv + "", "--json", out + "").status());
    assertTrue(json(out).number("r2") > 0.9);
  }

  @Test
  void leavesRowsWithoutAnAnswerOutAndRefusesOtherData() throws IOException {
    Path csv = write("classes.csv", true);
    Path model = train(csv);
    Path some = Files.writeString(folder.resolve("s.csv"), "b,target,a\n1,,2\n1,2.0,2\n0,0,1\n");
    assertEquals(2, evaluate(model, some).integer("samples", 0, 1000));
    String[][] wrong = {
      {"a,b,target\n1,2,7\n", "all", "expected a class that the model knows, one of [0, 1, 2]"},
      {"a,b,target\n1,2,\n", "all", "expected rows with an answer, found none"},
      {"a,b\n1,2\n", "all", "\"target\": expected one of the columns [a, b]"},
      {"a,target\n1,2\n", "all", "\"b\": expected a column of this name"},
      {Files.readString(csv) + "0,0,1\n", "test", "expected the rows that the model was trained"},
    };
    for (String[] each : wrong) {
      Path file = Files.writeString(folder.resolve("w.csv"), each[0]);
      Hayate.Outcome outcome =
          Hayate.run("evaluate", model + "", "--data", file + "", "--part", each[1]);
      assertEquals(1, outcome.status(), outcome.out());
      assertTrue(outcome.err().contains(each[2]), outcome.err());
    }
    Hayate.Outcome usage = Hayate.run("evaluate", model + "", "--data", csv + "", "--part", "half");
    assertEquals(2, usage.status());
    assertTrue(usage.err().contains("--part: expected one of [all, train,"), usage.err());
  }

  @Test
  void measuresImages() throws IOException {
    IdxFile.write(
        folder.resolve("train-images-idx3-ubyte"),
        new int[] {4, 1, 2},
        0,
        255,
        255,
        0,
        0,
        255,
        255,
        0);
    IdxFile.write(folder.resolve("train-labels-idx1-ubyte"), new int[] {4}, 1, 0, 1, 0);
    IdxFile.write(folder.resolve("t10k-images-idx3-ubyte"), new int[] {2, 1, 2}, 0, 250, 250, 0);
    IdxFile.write(folder.resolve("t10k-labels-idx1-ubyte"), new int[] {2}, 1, 0);
    Path model = folder.resolve("m.safetensors");
    Hayate.Outcome trained =
        Hayate.run(
            ("train mnist --data "
                    + folder
                    + " --hidden 8 --epochs 300 --lr 0.02 --batch 4 --save "
                    + model)
                .split(" "));
    assertEquals(0, trained.status(), trained.err());
    JsonObject test = evaluate(model, folder);
    assertEquals(2, test.integer("samples", 0, 10));
    assertEquals(1, test.number("accuracy"));
    assertEquals(4, evaluate(model, folder, "--part", "train").integer("samples", 0, 10));
    Hayate.Outcome all = Hayate.run("evaluate", model + "", "--data", folder + "", "--part", "all");
    assertTrue(all.err().contains("expected train or test, found all"), all.err());
  }
}
