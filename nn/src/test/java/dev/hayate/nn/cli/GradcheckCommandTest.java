package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.format.ModelDescription;
import dev.hayate.nn.format.ModelFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradcheckCommandTest {
  @TempDir Path folder;

  @Test
  void checksADescription() throws IOException {
    Model model = Model.sequential(5).linear(8).batchNorm().relu().dropout(0.3).linear(3).build();
    Path file = Files.writeString(folder.resolve("m.json"), ModelDescription.write(model));
    for (String mode : new String[] {"--seed=1", "--scoring"}) {
      Hayate.Outcome run = Hayate.run("gradcheck", "" + file, "--batch", "6", mode);
      assertEquals(0, run.status(), run.out() + run.err());
      assertEquals(9, run.out().lines().count(), run.out());
      assertTrue(run.out().endsWith("all gradients agree with central differences in double\n"));
      assertTrue(run.out().lines().anyMatch(line -> line.matches("4 +Linear +weight +24 .*")));
    }
  }

  @Test
  void aModelThatComputesNoNumbersFails() throws IOException {
    Model model = Model.sequential(2).linear(2).build();
    Path file = folder.resolve("m.safetensors");
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      parameters.tensor("0.weight").set(0, 0, Float.NaN);
      ModelFile.save(file, parameters, Map.of());
    }
    Hayate.Outcome run = Hayate.run("gradcheck", "" + file);
    assertEquals(1, run.status(), run.out() + run.err());
    assertTrue(run.out().contains("DISAGREE"), run.out());
  }

  @Test
  void takesTheRowsOfAFile() throws IOException {
    Path csv = folder.resolve("t.csv");
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 7).append(',').append(i % 5).append(',').append(i % 7 - 2 * (i % 5));
      text.append(".5\n");
    }
    Files.writeString(csv, text);
    Path model = folder.resolve("m.safetensors");
    assertEquals(0, Hayate.run("train", "" + csv, "--epochs", "1", "--save", "" + model).status());
    Hayate.Outcome run = Hayate.run("gradcheck", "" + model, "--data", "" + csv);
    assertEquals(0, run.status(), run.out() + run.err());
  }

  @Test
  void badUsage() {
    assertEquals(2, Hayate.run("gradcheck").status());
    assertEquals(2, Hayate.run("gradcheck", "m.json", "--batch", "0").status());
    assertEquals(2, Hayate.run("gradcheck", "m.json", "--entries", "0").status());
    assertEquals(1, Hayate.run("gradcheck", "" + folder.resolve("none.json")).status());
  }
}
