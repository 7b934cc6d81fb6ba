package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.SafeTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that writes a checkpoint after every step, killed at random moments (SIGKILL on Unix) and
 * resumed each time: whatever the moment, there is a checkpoint that can be loaded, and the last
 * resumed run ends in the bytes of one that was never killed. {@code -Dhayate.kills=50} kills more
 * often, {@code -Dhayate.seed=N} repeats the moments as far as the machine does.
 */
class KillTest {
  private static final String RUN =
      "train rent --hidden 128,128 --batch-norm --dropout 0.1 --ema 0.9 --schedule cosine --batch"
          + " 32";

  /** Enough that a run is seldom over before it was killed. */
  private static final int EPOCHS_PER_KILL = 4;

  private static final int MOST_MILLISECONDS = 400;
  private static final FileTime NEVER = FileTime.fromMillis(0);

  @TempDir Path folder;
  private int unfinished;

  @Test
  void everyCheckpointCanBeLoadedAndTheEndIsTheSame() throws Exception {
    int kills = Integer.getInteger("hayate.kills", 1);
    long seed = Long.getLong("hayate.seed", System.nanoTime());
    System.out.println("KillTest: -Dhayate.seed=" + seed + " -Dhayate.kills=" + kills);
    Random random = new Random(seed);
    String run = RUN + " --epochs " + EPOCHS_PER_KILL * (kills + 1);
    Path checkpoint = folder.resolve("c.safetensors");
    String[] resumed =
        (run + " --checkpoint c.safetensors --checkpoint-every 0.001 --resume --save m.safetensors")
            .split(" ");
    for (int killed = 0; killed < kills; ) {
      FileTime before = modified();
      Process process = Hayate.start(folder, resumed);
      waitForTraining(process, before);
      Thread.sleep(random.nextInt(MOST_MILLISECONDS));
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      check(checkpoint);
      if (process.exitValue() == 0) {
        // It was faster than the killer: the next one begins again.
        Files.delete(checkpoint);
      } else {
        killed++;
      }
    }
    Process last = Hayate.start(folder, resumed);
    assertTrue(last.waitFor(300, TimeUnit.SECONDS));
    assertEquals(0, last.exitValue(), () -> read("err"));
    assertTrue(read("out").contains("note: going on after "), read("out"));
    Path whole = folder.resolve("whole.safetensors");
    assertEquals(0, Hayate.run((run + " --save " + whole).split(" ")).status());
    assertArrayEquals(
        Files.readAllBytes(whole), Files.readAllBytes(folder.resolve("m.safetensors")));
    System.out.println(
        "KillTest: " + kills + " kills, " + unfinished + " of them left half a checkpoint behind");
  }

  /** Until the process has written a checkpoint of its own, so that every run gets further. */
  private void waitForTraining(Process process, FileTime before) throws Exception {
    for (int i = 0; i < 6000 && process.isAlive() && modified().equals(before); i++) {
      Thread.sleep(10);
    }
    assertTrue(process.isAlive(), () -> "ended early: " + read("err"));
  }

  private FileTime modified() throws IOException {
    Path checkpoint = folder.resolve("c.safetensors");
    return Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : NEVER;
  }

  private void check(Path checkpoint) throws IOException {
    try (var files = Files.list(folder)) {
      unfinished += (int) files.filter(file -> file.toString().endsWith(".part")).count();
    }
    try (Arena arena = Arena.ofConfined()) {
      assertTrue(SafeTensors.read(checkpoint, arena).arrays().containsKey("parameters"));
    }
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
