package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.IdxFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hayate train --stream}. */
class StreamCommandTest {
  private static final int IMAGES = 500;

  @TempDir Path folder;

  private Hayate.Outcome run(String line) {
    return Hayate.run(line.replace("DIR", folder.toString()).split(" "));
  }

  private String ran(String line) {
    Hayate.Outcome outcome = run(line);
    assertEquals(0, outcome.status(), outcome.err());
    return outcome.out();
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /** A class is the place of the only bright pixel, but for a few. */
  private void images(boolean gzip) throws IOException {
    for (String part : List.of("train", "t10k")) {
      String end = gzip ? ".gz" : "";
      write(part + "-images-idx3-ubyte" + end, gzip, 10, IMAGES, 5, 2);
      write(part + "-labels-idx1-ubyte" + end, gzip, 1, IMAGES);
    }
  }

  private void write(String name, boolean gzip, int size, int... dims) throws IOException {
    byte[] header = IdxFile.header(IdxFile.BYTES, dims);
    ByteBuffer bytes = ByteBuffer.allocate(header.length + dims[0] * size).put(header);
    for (int i = 0; i < dims[0]; i++) {
      int number = i * 7 % 10;
      for (int j = 0; j < size; j++) {
        bytes.put((byte) (size == 1 ? number : j == number ? 250 : (i + j) % 50));
      }
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = gzip ? new GZIPOutputStream(file) : file) {
      out.write(bytes.array());
    }
  }

  private void table(int rows) throws IOException {
    StringBuilder text = new StringBuilder("x,colour,weight,label\n");
    for (int i = 0; i < rows; i++) {
      int x = i * 7919 % 1000;
      text.append(x)
          .append(i % 3 == 0 ? ",red," : ",blue,")
          .append(i % 9 == 0 ? "" : Integer.toString(i % 50))
          .append(x > 500 ? ",high\n" : ",low\n");
    }
    Files.writeString(folder.resolve("t.csv"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " --validation 0.2 --early-stopping 5",
        " --balanced",
        " --class-weights balanced",
        " --prefetch 5 --batch 7"
      })
  void plainImagesGiveTheBytesOfTrainingInMemory(String options) throws IOException {
    images(false);
    String command = "train mnist --data DIR --hidden 12 --epochs 3 --json DIR/";
    String memory =
        ran(command + "a.json --save DIR/a.safetensors" + options.replace("prefetch 5 --", ""));
    String streamed = ran(command + "b.json --stream --save DIR/b.safetensors" + options);
    assertEquals(line(memory, "test: "), line(streamed, "test: "));
    // The files differ in the text that says how rows were shared out, and in nothing else.
    String a = new String(bytes("a.safetensors"), java.nio.charset.StandardCharsets.ISO_8859_1);
    String b = new String(bytes("b.safetensors"), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertEquals(values(a), values(b));
  }

  /** What stands behind the header of a safetensors file. */
  private static String values(String file) {
    int header = 0;
    for (int i = 3; i >= 0; i--) {
      header = header << 8 | file.charAt(i);
    }
    return file.substring(8 + header);
  }

  private static String line(String out, String start) {
    return out.lines().filter(line -> line.startsWith(start)).findFirst().orElse("no " + start);
  }

  @Test
  void compressedImagesAreLearned() throws IOException {
    images(true);
    String out =
        ran(
            "train mnist --data DIR --stream --hidden 12 --epochs 12 --lr 0.01 --validation 0.1"
                + " --report DIR/r.html --tensorboard DIR/runs");
    assertTrue(line(out, "test: ").contains("accuracy 100.00%"), out);
    assertTrue(Files.size(folder.resolve("r.html")) > 1000);
  }

  @Test
  void aTableIsLearnedAndEvaluated() throws IOException {
    table(3000);
    String out =
        ran(
            "train DIR/t.csv --stream --epochs 8 --shuffle-buffer 500 --save DIR/m.safetensors"
                + " --json DIR/j.json");
    assertTrue(out.contains("note: the target is \"label\", one of 2 classes"), out);
    String test = line(out, "test: ");
    assertTrue(Double.parseDouble(test.replaceAll(".*accuracy ([0-9.]+)%.*", "$1")) > 95, out);
    String evaluated = ran("evaluate DIR/m.safetensors --data DIR/t.csv --part test --json");
    String accuracy = evaluated.replaceAll("(?s).*\"accuracy\":([0-9.]+).*", "$1");
    String json = Files.readString(folder.resolve("j.json"));
    assertTrue(json.contains("\"test_accuracy\":" + accuracy), json + evaluated);
    ran("train DIR/t.csv --stream --target x --epochs 2");
    ran("train DIR/t.csv --stream --epochs 2 --loss bce-with-logits --report DIR/r.html");
  }

  @ParameterizedTest
  @CsvSource({"0.4, 1", "1, 2", "0.15, 2"})
  void goesOnByteForByte(String every, int epochs) throws IOException {
    table(1500);
    String command =
        "train DIR/t.csv --stream --shuffle-buffer 100 --schedule constant --dropout 0.1 --epochs ";
    ran(command + "4 --save DIR/whole.safetensors");
    String keep = " --checkpoint DIR/c.safetensors --resume --checkpoint-every " + every;
    ran(command + epochs + keep);
    ran(command + "4 --save DIR/resumed.safetensors" + keep);
    assertArrayEquals(bytes("whole.safetensors"), bytes("resumed.safetensors"));
    Hayate.Outcome other = run(command.replace("100", "99") + "5" + keep);
    assertEquals(1, other.status());
    assertTrue(other.err().contains("\"--stream\""), other.err());
    Files.writeString(
        folder.resolve("t.csv"),
        Files.readString(folder.resolve("t.csv")).replace("1,red", "2,red"));
    other = run(command + "5" + keep);
    assertEquals(1, other.status());
    assertTrue(other.err().contains("\"data\""), other.err());
  }

  @Test
  void aRunGoesOnWithTheColumnsThatItHad() throws IOException {
    StringBuilder text = new StringBuilder("x,a,b\n");
    for (int i = 0; i < 600; i++) {
      text.append(i % 77).append(i % 2 == 0 ? ",no" : ",yes").append(i % 3 == 0 ? ",no" : ",yes");
      text.append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), text);
    String command =
        "train DIR/t.csv --stream --schedule constant --hidden 4 --checkpoint DIR/c.safetensors"
            + " --resume";
    ran(command + " --target a --epochs 1");
    Hayate.Outcome other = run(command + " --target b --epochs 2");
    assertEquals(1, other.status(), other.out());
    assertTrue(
        other.err().contains("\"--target\": expected a as in the checkpoint, found b"),
        other.err());
    String out = ran(command + " --epochs 2 --save DIR/m.safetensors");
    assertTrue(out.contains("note: the target is \"a\", one of 2 classes"), out);
    ran(
        "train DIR/t.csv --stream --schedule constant --hidden 4 --target a --epochs 2 --save"
            + " DIR/w");
    assertArrayEquals(bytes("w"), bytes("m.safetensors"));
  }

  /**
   * Whole files are measured and answered in the memory of some rows, whichever way their rows were
   * shared out; with other rows, nobody knows which the model has seen.
   */
  @Test
  void aSavedModelTakesItsOwnEncoding() throws IOException {
    table(3000);
    ran("train DIR/t.csv --stream --epochs 2 --validation 0.1 --save DIR/m.safetensors");
    String evaluate = "evaluate DIR/m.safetensors --data DIR/t.csv --json --part ";
    int rows = 0;
    for (String part : List.of("train", "validation", "test")) {
      rows += samples(ran(evaluate + part));
    }
    assertEquals(3000, rows);
    assertEquals(3000, samples(ran(evaluate + "all")));
    ran("predict DIR/m.safetensors --input DIR/t.csv --output DIR/answers.csv");
    List<String> answers = Files.readAllLines(folder.resolve("answers.csv"));
    List<String> truth = Files.readAllLines(folder.resolve("t.csv"));
    int right = 0;
    for (int i = 1; i <= 3000; i++) {
      String answer = answers.get(i).substring(0, answers.get(i).indexOf(','));
      right += truth.get(i).endsWith("," + answer) ? 1 : 0;
    }
    assertEquals(3001, answers.size());
    assertTrue(ran(evaluate + "all").contains("\"accuracy\":" + right / 3000.0 + ","));

    table(2999);
    assertRefused(evaluate + "test");
    assertEquals(2999, samples(ran(evaluate + "all")));
    ran("predict DIR/m.safetensors --input DIR/t.csv --output DIR/answers.npy");
  }

  /** A part is of a file's rows by their places: the same ones in another order are others. */
  @ParameterizedTest
  @ValueSource(strings = {"", " --stream"})
  void aSavedModelKnowsItsRowsByTheirPlaces(String stream) throws IOException {
    StringBuilder text = new StringBuilder("colour,shape,label\n");
    for (int i = 0; i < 400; i++) {
      text.append(i % 3 == 0 ? "red," : "blue,").append(i % 5 == 0 ? "round," : "long,");
      text.append(i % 2 == 0 ? "yes\n" : "no\n");
    }
    Path file = Files.writeString(folder.resolve("t.csv"), text);
    ran("train DIR/t.csv" + stream + " --epochs 1 --save DIR/m.safetensors");
    String evaluate = "evaluate DIR/m.safetensors --data DIR/t.csv --json --part ";
    int held = samples(ran(evaluate + "test"));
    Files.copy(file, folder.resolve("copy.csv"));
    assertEquals(held, samples(ran(evaluate.replace("t.csv", "copy.csv") + "test")));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    Collections.reverse(lines.subList(1, lines.size()));
    Files.write(file, lines);
    for (String part : List.of("train", "validation", "test")) {
      assertRefused(evaluate + part);
    }
    assertEquals(400, samples(ran(evaluate + "all")));
  }

  private void assertRefused(String evaluate) {
    Hayate.Outcome other = run(evaluate);
    assertEquals(1, other.status(), other.out());
    assertTrue(
        other.err().contains("t.csv: expected the rows that the model was trained on, in the same"),
        other.err());
  }

  /** What made its rows itself has no file to share out again. */
  @Test
  void aPartOfNoFileIsRefused() throws IOException {
    table(300);
    ran("train rent --epochs 1 --save DIR/m.safetensors");
    Hayate.Outcome none = run("evaluate DIR/m.safetensors --data DIR/t.csv --part test");
    assertEquals(1, none.status(), none.out());
    assertTrue(none.err().contains("found a model of no file"), none.err());
  }

  private static int samples(String json) {
    return Integer.parseInt(json.replaceAll("(?s).*?\"samples\":([0-9]+).*", "$1"));
  }

  /** A row that is wrong ends the run, and leaves the checkpoint as it was. */
  @Test
  void aWrongRowIsOneLineAndHarmsNoCheckpoint() throws IOException {
    table(20_000);
    String command =
        "train DIR/t.csv --stream --schedule constant --hidden 4 --checkpoint DIR/c.safetensors"
            + " --resume --epochs ";
    ran(command + "1");
    byte[] checkpoint = bytes("c.safetensors");
    Path file = folder.resolve("t.csv");
    String good = Files.readString(file);
    Files.writeString(file, good + "1,red,x,high\n");
    Hayate.Outcome outcome = run(command + "2");
    assertEquals(1, outcome.status(), outcome.out());
    assertTrue(outcome.err().contains("\"data\": expected"), outcome.err());
    outcome = run("train DIR/t.csv --stream --epochs 1");
    assertEquals(1, outcome.status(), outcome.out());
    assertEquals(
        "hayate: CSV field: t.csv, line 20002, column 3, \"weight\": expected a number, as 17777"
            + " others in the column are, found \"x\"\n",
        outcome.err());
    assertArrayEquals(checkpoint, bytes("c.safetensors"));
    Files.writeString(file, good);
    assertTrue(ran(command + "2").contains("note: going on after "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train spiral --stream | 2 | --stream: expected mnist, fashion or a CSV file, found spiral",
        "train rent --stream | 2 | --stream: expected mnist, fashion or a CSV file, found rent",
        "train DIR/t.csv --prefetch 3 | 2 | --prefetch: expected it too, found no --stream",
        "train DIR/t.csv --shuffle-buffer 3 | 2 | --shuffle-buffer: expected it too",
        "train DIR/t.csv --stream --shuffle-buffer 0 | 2 | --shuffle-buffer: expected 1 row or"
            + " more",
        "train DIR/t.csv --stream --prefetch 0 | 2 | --prefetch: expected 1 batch or more",
        "train DIR/t.csv --stream --folds 3 | 2 | --stream: expected no --folds",
        "train DIR/t.csv --stream --balanced | 1 | balanced sampling: expected classes",
        "train DIR/x.npz --stream | 1 | job: x.npz: expected spiral, rent, mnist, fashion or a CSV",
        "train DIR/none.csv --stream | 1 | expected spiral, rent, mnist, fashion or a CSV file",
      })
  void whatCannotBeStreamedIsRefused(String command, int status, String message)
      throws IOException {
    table(100);
    Files.write(folder.resolve("x.npz"), new byte[] {'P', 'K', 3, 4});
    Hayate.Outcome outcome = run(command);
    assertEquals(status, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
  }

  @Test
  void aSearchTakesItToo() throws IOException {
    table(400);
    String out =
        ran("search DIR/t.csv --try lr=0.01|0.001 --epochs 2 -- --stream --validation 0.2");
    assertTrue(out.contains("lr"), out);
  }
}
