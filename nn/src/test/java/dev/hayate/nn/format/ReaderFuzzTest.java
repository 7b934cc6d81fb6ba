package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mutates valid files for a short fixed time: nothing but a {@link ModelFormatException} may escape
 * a reader. {@code -Dhayate.fuzz.seconds=N} makes the time longer; {@code -Dhayate.fuzz.seed=N}
 * repeats a run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
final class ReaderFuzzTest {
  @TempDir Path folder;

  private static final byte[] INTERESTING = {
    0, 1, 2, 8, 9, 32, 127, -1, -2, -128, '"', '{', '[', '9'
  };

  @ParameterizedTest
  @EnumSource
  void onlyFormatErrorsEscape(ReaderUnderTest reader) throws IOException {
    long seed = Long.getLong("hayate.fuzz.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("hayate.fuzz.seconds", 1) * 1_000_000_000;
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> seeds = reader.seeds(folder.resolve("seed"));
    Path file = folder.resolve("mutant");
    long tries = 0;
    long taken = 0;
    for (; tries < 20 || System.nanoTime() < end; tries++) {
      byte[] mutant = seeds.get(random.nextInt(seeds.size())).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutant = mutation(random, mutant).apply(mutant);
      }
      Files.write(file, mutant);
      try (Arena arena = Arena.ofConfined()) {
        reader.read(file, arena);
        taken++;
      } catch (ModelFormatException expected) {
        if (expected.getMessage().lines().count() != 1) {
          fail("seed " + seed + ", try " + tries + ": message of several lines", expected);
        }
      } catch (IOException | RuntimeException | Error wrong) {
        fail("-Dhayate.fuzz.seed=" + seed + ", try " + tries + ": " + wrong, wrong);
      }
    }
    System.out.println(reader + ": seed " + seed + ": " + tries + " mutants, " + taken + " taken");
  }

  private static UnaryOperator<byte[]> mutation(SplittableRandom random, byte[] bytes) {
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    int other = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    int kind = bytes.length == 0 ? 0 : random.nextInt(7);
    return from -> {
      byte[] to = from;
      switch (kind) {
        case 0 -> to = Arrays.copyOf(from, from.length + 1 + random.nextInt(16));
        case 1 -> to = Arrays.copyOf(from, at);
        case 2 -> to[at] ^= (byte) (1 << random.nextInt(8));
        case 3 -> to[at] = INTERESTING[random.nextInt(INTERESTING.length)];
        case 4 -> to[at] = (byte) random.nextInt();
        case 5 -> {
          int count = Math.min(from.length - Math.max(at, other), 1 + random.nextInt(8));
          System.arraycopy(from.clone(), at, to, other, count);
        }
        default -> {
          // A digit becomes another one: sizes and offsets are where the danger is.
          for (int i = at; i < to.length; i++) {
            if (to[i] >= '0' && to[i] <= '9') {
              to[i] = (byte) ('0' + random.nextInt(10));
              break;
            }
          }
        }
      }
      return to;
    };
  }
}
