package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.PixelEncoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.ModelFile;
import dev.hayate.nn.format.Npy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of a table whose target hangs on two columns of four. */
class ExplainCommandTest {
  @TempDir Path folder;
  private Path csv = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void train() throws IOException {
    csv = folder.resolve("t.csv");
    model = folder.resolve("m.safetensors");
    StringBuilder text = new StringBuilder("noise,size,colour,label\n");
    String[] colours = {"red", "green", "blue"};
    for (int i = 0; i < 150; i++) {
      double size = Math.sin(1.7 * i);
      String colour = colours[i % 3];
      boolean yes = size + (colour.equals("red") ? 1 : -0.5) > 0;
      text.append(Math.cos(7.1 * i)).append(',').append(size).append(',').append(colour);
      text.append(',').append(yes ? "yes" : "no").append('\n');
    }
    Files.writeString(csv, text);
    assertEquals(
        0,
        Hayate.run("train", "" + csv, "--epochs", "20", "--lr", "0.01", "--save", "" + model)
            .status());
  }

  @Test
  void mixingUpWhatCountsCosts() throws IOException {
    Path html = folder.resolve("r.html");
    Hayate.Outcome run =
        Hayate.run(
            "explain",
            "" + model,
            "--data",
            "" + csv,
            "--method",
            "permutation",
            "--report",
            "" + html);
    assertEquals(0, run.status(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(5, lines.size(), run.out());
    assertTrue(lines.get(0).startsWith("150 rows"), run.out());
    // Three inputs stand for one column, which is mixed up as a whole.
    assertTrue(run.out().contains("\ncolour "), run.out());
    assertTrue(lines.get(4).startsWith("noise"), run.out());
    assertTrue(Files.readString(html).contains(">noise</text>"));
  }

  @Test
  void sharesOfTheAnswer() throws IOException {
    Path npy = folder.resolve("s.npy");
    Hayate.Outcome run =
        Hayate.run(
            "explain",
            "" + model,
            "--data",
            "" + csv,
            "--rows",
            "20",
            "--class",
            "yes",
            "--output",
            "" + npy);
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().startsWith("20 rows, shares add up to within "), run.out());
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(Shape.of(20, 5), Npy.read(npy, arena).shape());
    }
    Hayate.Outcome saliency =
        Hayate.run("explain", "" + model, "--data", "" + csv, "--method", "saliency");
    assertEquals(0, saliency.status(), saliency.err());
    assertTrue(saliency.out().startsWith("150 rows\n"), saliency.out());
  }

  @Test
  void imagesAreDrawn() throws IOException {
    Path images = folder.resolve("i.npy");
    Path html = folder.resolve("r.html");
    try (Arena arena = Arena.ofShared()) {
      Model picture = Model.sequential(16).linear(2).build();
      Parameters parameters = picture.initialize(arena, 1);
      PixelEncoding encoding = new PixelEncoding(16, new Target.Classes("y", List.of("a", "b")));
      ModelFile.save(model, parameters, Map.of(Encoding.METADATA_KEY, encoding.toJson()));
      Tensor rows = Tensor.allocate(arena, 3, 16);
      for (int i = 0; i < 16; i++) {
        rows.set(1, i, i / 16f);
      }
      Npy.write(images, rows);
    }
    Hayate.Outcome run =
        Hayate.run("explain", "" + model, "--data", "" + images, "--report", "" + html);
    assertEquals(0, run.status(), run.err());
    assertEquals(1 + 2 * 3, Files.readString(html).split("<svg", -1).length - 1);
  }

  @Test
  void badUsage() {
    String[][] lines = {
      {"--rows", "0"},
      {"--steps", "0"},
      {"--class", "perhaps"},
      {"--method", "guess"},
      {"--method", "permutation", "--output", "x.npy"},
      {"--repeats", "0"}
    };
    for (String[] line : lines) {
      String[] all = new String[line.length + 4];
      System.arraycopy(new String[] {"explain", "" + model, "--data", "" + csv}, 0, all, 0, 4);
      System.arraycopy(line, 0, all, 4, line.length);
      Hayate.Outcome run = Hayate.run(all);
      assertEquals(2, run.status(), run.out() + run.err());
    }
    Hayate.Outcome run =
        Hayate.run("explain", "" + model, "--data", "x.npy", "--method", "permutation");
    assertEquals(1, run.status(), run.err());
  }
}
