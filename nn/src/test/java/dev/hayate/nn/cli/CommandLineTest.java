package dev.hayate.nn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.explore.KernelExplorer;
import dev.hayate.nn.explore.WrongProducts;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.insight.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as scripts see it: exit statuses, what is written where, and Ctrl-C. */
class CommandLineTest {
  @TempDir Path folder;

  private void assertFails(String what, String... args) {
    Hayate.Outcome outcome = Hayate.run(args);
    assertEquals(1, outcome.status(), outcome.err());
    assertEquals("", outcome.out());
    String line = outcome.err();
    assertTrue(line.startsWith("hayate: " + what), line);
    assertTrue(line.contains("expected ") && line.contains("found "), line);
    assertEquals(line.length() - 1, line.indexOf('\n'), line);
  }

  private static String summary(Path model) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return Summary.of(ModelFile.load(model, arena).model()).text();
    }
  }

  @Test
  void badFilesAreOneLineAndStatus1() throws IOException {
    String none = folder.resolve("none.csv").toString();
    assertFails("file: ", "train", none);
    assertFails("file: ", "inspect", none);
    assertFails("file: ", "predict", none, "--input", none);
    assertFails("file: ", "train", "mnist", "--data", folder.toString());
    Path csv = Files.writeString(folder.resolve("b.csv"), "a,b\n1,2\n3\n");
    assertFails("CSV: b.csv, line 3", "train", csv.toString());
    Path good = Files.writeString(folder.resolve("g.csv"), "a,b\n1,2\n3,4\n");
    assertFails("target: ", "train", good.toString(), "--target", "c");
    assertFails("CSV: b.csv, line 3", "inspect", csv.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "train",
        "train spiral --fly",
        "train spiral --epochs 0",
        "train spiral --epochs many",
        "train spiral --activation step",
        "train spiral --optimizer tiger",
        "train spiral --lr 0",
        "train spiral --momentum 1",
        "train spiral --weight-decay -1",
        "train spiral --hidden -3",
        "train spiral --batch 0",
        "train spiral --threads 0",
        "train spiral --validation 0.9",
        "predict m.safetensors",
        "predict m.safetensors --input rows.txt",
        "predict m.safetensors --input rows.csv --output rows.txt",
        "inspect"
      })
  void badUsageIsStatus2(String line) {
    Hayate.Outcome outcome = Hayate.run(line.isEmpty() ? new String[0] : line.split(" "));
    assertEquals(2, outcome.status(), outcome.out());
    assertTrue(outcome.err().startsWith(line.isEmpty() ? "Usage: " : "hayate: "), outcome.err());
    if (!line.isEmpty()) {
      assertEquals(outcome.err().length() - 1, outcome.err().indexOf('\n'), outcome.err());
      assertTrue(outcome.err().contains("expected "), outcome.err());
      assertTrue(outcome.err().contains(", found "), outcome.err());
    }
  }

  @Test
  void helpHasAnExample() {
    for (String command : List.of("", "doctor ", "train ", "predict ", "inspect ", "convert ")) {
      Hayate.Outcome outcome = Hayate.run((command + "--help").split(" "));
      assertEquals(0, outcome.status(), outcome.err());
      assertTrue(outcome.out().contains("Example"), outcome.out());
      assertTrue(outcome.out().contains("hayate " + command.strip()), outcome.out());
    }
  }

  @Test
  void everyCommandThatHelpNamesIsThere() {
    String help = Hayate.run("--help").out();
    List<String> commands =
        help.substring(help.indexOf("Commands:"))
            .lines()
            .filter(line -> line.matches("  [a-z]+ .*"))
            .map(line -> line.strip().split(" ", 2)[0])
            .toList();
    assertEquals(11, commands.size(), help);
    for (String command : commands) {
      Hayate.Outcome outcome = Hayate.run(command, "--help");
      assertEquals(0, outcome.status(), outcome.err());
      assertTrue(outcome.out().startsWith("Usage: hayate " + command), outcome.out());
    }
  }

  @Test
  void doctorNamesWhatThereIs() {
    Hayate.Outcome outcome = Hayate.run("doctor");
    assertEquals(0, outcome.status());
    for (String what : List.of("JDK", "cores", "backend scalar", "backend vector", "chosen")) {
      assertTrue(outcome.out().contains(what), outcome.out());
    }
  }

  @Test
  void doctorMeasuresAndChecksTheKernels() {
    Hayate.Outcome outcome = Hayate.run("doctor", "--bench", "--seconds", "1");
    assertEquals(0, outcome.status(), outcome.out());
    long right = outcome.out().lines().filter(line -> line.endsWith("  PASS")).count();
    assertEquals(KernelExplorer.count(false), right, outcome.out());
  }

  @Test
  void doctorFailsOnAWrongResult() {
    DoctorCommand doctor = new DoctorCommand();
    doctor.seconds = 1.0;
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Backend wrong = new WrongProducts(Backends.open(1), x -> 0)) {
      System.setOut(new PrintStream(out, true, UTF_8));
      assertEquals(1, doctor.measure(wrong));
    } finally {
      System.setOut(before);
    }
    List<String> lines = out.toString(UTF_8).lines().toList();
    for (String line : lines) {
      assertTrue(line.length() < 80 || line.contains("; FAIL: "), line);
      assertEquals(line.startsWith("gemm "), line.endsWith("  FAIL"), line);
    }
    assertTrue(lines.getLast().contains(" kernels PASS; FAIL: gemm NN 32x32x32, gemm "));
  }

  @Test
  void doctorKnowsWhatBelongsToBench() {
    Hayate.Outcome outcome = Hayate.run("doctor", "--all");
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("--bench"), outcome.err());
  }

  private static String table(boolean classes) {
    StringBuilder text = new StringBuilder(classes ? "label,a,b\n" : "a,b,c\n");
    for (int i = 0; i < 60; i++) {
      double a = Math.sin(i);
      double b = Math.cos(1.3 * i);
      text.append(
          classes
              ? String.format(Locale.ROOT, "%s,%f,%f%n", a > b ? "yes" : "no", a, b)
              : String.format(Locale.ROOT, "%f,%f,%f%n", a, b, 10 + 3 * a - b));
    }
    return text.toString();
  }

  private static Set<String> keys(Path json) throws IOException {
    Set<String> keys = new HashSet<>();
    Matcher matcher = Pattern.compile("\"([a-z0-9_]+)\":").matcher(Files.readString(json));
    while (matcher.find()) {
      keys.add(matcher.group(1));
    }
    return keys;
  }

  @Test
  void trainsClassesSavesPredictsAndInspects() throws IOException {
    Path csv = Files.writeString(folder.resolve("t.csv"), table(true));
    Path model = folder.resolve("m.safetensors");
    Path json = folder.resolve("r.json");
    Path html = folder.resolve("r.html");
    Hayate.Outcome trained =
        Hayate.run(
            ("train "
                    + csv
                    + " --epochs 20 --save "
                    + model
                    + " --json "
                    + json
                    + " --report "
                    + html)
                .split(" "));
    assertEquals(0, trained.status(), trained.err());
    assertTrue(
        trained.out().startsWith("note: the target is \"label\", one of 2 classes (by its name; "),
        trained.out());
    assertTrue(
        keys(json)
            .containsAll(
                List.of(
                    "train_loss",
                    "validation_loss",
                    "test_loss",
                    "test_accuracy",
                    "epochs",
                    "steps",
                    "seconds",
                    "samples_per_second",
                    "parameters",
                    "seed",
                    "backend")),
        () -> "keys of " + json);
    assertTrue(Files.readString(html).contains("<svg"));

    Path rows = Files.writeString(folder.resolve("n.csv"), "b,a\n-0.9,0.9\n0.9,-0.9\n");
    Hayate.Outcome shown = Hayate.run("predict", model.toString(), "--input", rows.toString());
    assertEquals(0, shown.status(), shown.err());
    List<String> lines = shown.out().lines().toList();
    assertEquals("label,probability of no,probability of yes", lines.get(0));
    assertTrue(lines.get(1).startsWith("yes,"), shown.out());
    assertTrue(lines.get(2).startsWith("no,"), shown.out());

    Path answers = folder.resolve("a.csv");
    assertEquals(
        0,
        Hayate.run("predict", model + "", "--input", rows + "", "--output", answers + "").status());
    assertEquals(lines, Files.readAllLines(answers));

    try (Arena arena = Arena.ofConfined()) {
      Path npy = folder.resolve("n.npy");
      Path out = folder.resolve("a.npy");
      Npy.write(npy, Tensor.of(arena, Shape.of(2, 2), 0.9f, -0.9f, -0.9f, 0.9f));
      Hayate.Outcome scored =
          Hayate.run("predict", model + "", "--input", npy + "", "--output", out + "");
      assertEquals(0, scored.status(), scored.err());
      Tensor shares = Npy.read(out, arena).floats(arena);
      String[] first = lines.get(1).split(",", -1);
      assertEquals(Float.parseFloat(first[1]), shares.get(0, 0));
      assertEquals(Float.parseFloat(first[2]), shares.get(0, 1));
    }

    Hayate.Outcome inspected = Hayate.run("inspect", model.toString());
    assertEquals(0, inspected.status(), inspected.err());
    assertTrue(inspected.out().startsWith(summary(model)), inspected.out());
  }

  @Test
  void trainsAQuantity() throws IOException {
    Path csv = Files.writeString(folder.resolve("t.csv"), table(false));
    Path json = folder.resolve("r.json");
    Hayate.Outcome trained =
        Hayate.run("train", csv + "", "--epochs", "2", "--json", json + "", "--optimizer", "sgd");
    assertEquals(0, trained.status(), trained.err());
    assertTrue(
        trained.out().startsWith("note: the target is \"c\", a quantity (the last column; "),
        trained.out());
    assertTrue(keys(json).containsAll(List.of("test_mae", "test_r2")));
  }

  @Test
  void theProcessEndsWithTheStatus() throws Exception {
    String[][] lines = {{"--version"}, {"train", "none.csv"}, {"fly"}};
    for (int status = 0; status < lines.length; status++) {
      Process process = Hayate.start(folder, lines[status]);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(status, process.exitValue());
    }
  }

  @Test
  void anInterruptLeavesTheLastWholeEpoch() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Hayate.isLinux(), "signals are sent by kill");
    Path model = folder.resolve("m.safetensors");
    Process process =
        Hayate.start(
            folder,
            "train",
            "spiral",
            "--epochs",
            "1000000",
            "--save",
            model.getFileName().toString());
    for (int i = 0; i < 600 && !Files.readString(folder.resolve("out")).contains("epoch 1/"); i++) {
      Thread.sleep(50);
    }
    assertTrue(process.isAlive(), () -> "ended with " + process.exitValue());
    assertEquals(0, new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(130, process.exitValue());
    String err = Files.readString(folder.resolve("err"));
    assertTrue(err.contains("hayate: train: interrupted after "), err);
    assertTrue(err.endsWith("saved in m.safetensors\n"), err);
    try (Arena arena = Arena.ofConfined();
        var files = Files.list(folder)) {
      assertEquals(805, ModelFile.load(model, arena).model().parameterCount());
      assertEquals(
          List.of("err", "m.safetensors", "out"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
