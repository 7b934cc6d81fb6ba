package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that end before their time and go on later. */
class ResumeCommandTest {
  private static final String RUN =
      "train rent --epochs 6 --batch 64 --batch-norm --dropout 0.2 --schedule cosine --ema 0.9"
          + " --early-stopping 50 --accumulate 2 --clip-norm 5";

  @TempDir Path folder;

  private Hayate.Outcome run(String options, Path model, Path checkpoint) {
    List<String> words = new ArrayList<>(Arrays.asList(options.split(" ")));
    words.addAll(List.of("--save", model.toString(), "--checkpoint", checkpoint.toString()));
    return Hayate.run(words.toArray(new String[0]));
  }

  private byte[] whole() throws IOException {
    Path model = folder.resolve("whole.safetensors");
    Hayate.Outcome outcome = Hayate.run((RUN + " --save " + model).split(" "));
    assertEquals(0, outcome.status(), outcome.err());
    return Files.readAllBytes(model);
  }

  @Test
  void aProcessThatWasInterruptedGoesOn() throws Exception {
    Assumptions.assumeTrue(Hayate.isLinux(), "signals are sent by kill");
    String command = "train spiral --epochs 1000 --hidden 5 --save m.safetensors";
    Process process =
        Hayate.start(
            folder,
            (command + " --checkpoint c.safetensors --checkpoint-every 1000000").split(" "));
    for (int i = 0;
        i < 1200 && !Files.readString(folder.resolve("out")).contains("epoch 50/");
        i++) {
      Thread.sleep(20);
    }
    assertEquals(0, new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(130, process.exitValue(), () -> "the run was over before the signal");
    String err = Files.readString(folder.resolve("err"));
    assertTrue(err.contains("; --resume goes on from c.safetensors"), err);
    Path resumed = folder.resolve("m.safetensors");
    Path checkpoint = folder.resolve("c.safetensors");
    Hayate.Outcome outcome =
        run(command.replace(" --save m.safetensors", " --resume"), resumed, checkpoint);
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().contains("note: going on after "), outcome.out());
    Path whole = folder.resolve("whole.safetensors");
    Hayate.run(command.replace("m.safetensors", whole.toString()).split(" "));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(resumed));
  }

  @Test
  void goesOnFromTheBeginningTheEndAndWithMoreEpochs() throws IOException {
    byte[] whole = whole();
    Path model = folder.resolve("m.safetensors");
    Path checkpoint = folder.resolve("c.safetensors");
    Hayate.Outcome first = run(RUN + " --resume", model, checkpoint);
    assertEquals(0, first.status(), first.err());
    assertTrue(first.out().contains("note: no checkpoint yet: from the beginning"), first.out());
    assertArrayEquals(whole, Files.readAllBytes(model));
    Files.delete(model);
    Hayate.Outcome again = run(RUN + " --resume", model, checkpoint);
    assertEquals(0, again.status(), again.err());
    assertArrayEquals(whole, Files.readAllBytes(model));
    assertEquals(line(first.out(), "test: "), line(again.out(), "test: "));

    String shorter = "train rent --batch 64 --early-stopping 9 --epochs ";
    Path other = folder.resolve("other.safetensors");
    run(shorter + 2, model, other);
    assertEquals(0, run(shorter + "4 --resume", model, other).status());
    byte[] longer = Files.readAllBytes(model);
    Hayate.run((shorter + "4 --save " + model).split(" "));
    assertArrayEquals(Files.readAllBytes(model), longer);
    Hayate.Outcome less = run(shorter + "3 --resume", model, other);
    assertEquals(1, less.status());
    assertTrue(
        less.err().startsWith("hayate: --epochs: expected 4 or more, which the checkpoint has"),
        less.err());
  }

  private static String line(String text, String begin) {
    return text.lines().filter(line -> line.startsWith(begin)).findFirst().orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lr 0.5 | --optimizer",
        "--seed 3 | data",
        "--batch 16 | --batch",
        "--loss l1 | --loss",
        "--schedule cosine | --schedule",
        "--init xavier-normal | --init",
        "--early-stopping 3 | --early-stopping",
        "--backend scalar | --backend",
        "--validation 0.2 | data",
        "--hidden 7 | hayate.model",
      })
  void refusesOtherOptions(String options, String what) {
    Path model = folder.resolve("m.safetensors");
    Path checkpoint = folder.resolve("c.safetensors");
    assertEquals(0, run("train rent --epochs 1", model, checkpoint).status());
    Hayate.Outcome outcome = run("train rent --epochs 1 --resume " + options, model, checkpoint);
    assertEquals(1, outcome.status(), outcome.out());
    assertTrue(outcome.err().contains("c.safetensors, \"" + what + "\": expected "), outcome.err());
    assertEquals(outcome.err().length() - 1, outcome.err().indexOf('\n'), outcome.err());
  }

  @Test
  void removesWhatKilledWritersLeftAndRefusesOtherFiles() throws IOException {
    Path model = folder.resolve("m.safetensors");
    Path checkpoint = folder.resolve("c.safetensors");
    Path left = Files.writeString(folder.resolve(".c.safetensors.1f.part"), "x");
    Path mine = Files.writeString(folder.resolve(".c.safetensors.part"), "x");
    assertEquals(0, run("train rent --epochs 1 --resume", model, checkpoint).status());
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(mine));
    Hayate.Outcome outcome = run("train rent --epochs 1 --resume", model, model);
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.err().contains("expected a run of hayate train --checkpoint"), outcome.err());
  }
}
