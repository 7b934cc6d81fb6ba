package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.Table;
import dev.hayate.nn.data.TableData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  enum Format {
    SAFETENSORS {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        Path file = folder.resolve("seed");
        try (Arena arena = Arena.ofConfined()) {
          SafeTensors.write(
              file,
              Map.of(
                  "0.weight", Tensor.allocate(arena, 3, 4),
                  "0.bias", Tensor.allocate(arena, 3),
                  "steps", Tensor.ofInts(arena, 5)),
              Map.of("format", "pt"));
        }
        return List.of(
            Files.readAllBytes(file),
            SafeTensorsTest.bytes(
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]},"
                    + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[8,9]}}",
                9));
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        for (StoredArray array : SafeTensors.read(file, arena).arrays().values()) {
          array.floats(arena);
          array.doubles();
        }
      }
    },
    NPY {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        Path file = folder.resolve("seed");
        try (Arena arena = Arena.ofConfined()) {
          Npy.write(file, Tensor.of(arena, Shape.of(2, 2), 1, 2, 3, 4));
        }
        return List.of(
            Files.readAllBytes(file),
            NpyTest.bytes("{'descr': '>i2', 'fortran_order': True, 'shape': (2L, 3), }", 12));
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        StoredArray array = Npy.read(file, arena);
        array.floats(arena);
        array.doubles();
      }
    },
    IDX {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        return List.of(IdxTest.bytes(8, 24, 2, 3, 4), IdxTest.bytes(14, 16, 2));
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        Idx.read(file, arena).doubles();
        Idx.pixels(file, arena);
      }
    },
    IDX_GZIP {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        return List.of(IdxTest.gzip(IdxTest.bytes(8, 240, 20, 3, 4)));
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        IDX.read(file, arena);
      }
    },
    CSV {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        return List.of("a,b,c\n1,x,p\n-2.5e3,\"y \"\"z\"\"\",q\nNA,\"w\nv\",p\n".getBytes(UTF_8));
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        TableData.of(Table.of(Csv.read(file))).split(arena, 1, 0.5, 0.5);
      }
    },
    ENCODING {
      @Override
      List<byte[]> seeds(Path folder) throws IOException {
        CsvTable table =
            CsvTable.of(
                List.of("n", "c", "t"),
                List.of(List.of("1", "x", "5.5"), List.of("", "y", "7.25"), List.of("3", "", "8")));
        try (Arena arena = Arena.ofConfined()) {
          return List.of(
              TableData.of(Table.of(table))
                  .split(arena, 1, 1.0)
                  .encoding()
                  .toJson()
                  .getBytes(UTF_8));
        }
      }

      @Override
      void read(Path file, Arena arena) throws IOException {
        // A text of a file's header, which was checked to be UTF-8 before it comes here.
        String text = new String(Files.readAllBytes(file), UTF_8);
        Encoding.fromJson(text, Place.in(file));
      }
    };

    abstract List<byte[]> seeds(Path folder) throws IOException;

    abstract void read(Path file, Arena arena) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void onlyFormatErrorsEscape(Format format) throws IOException {
    long seed = Long.getLong("hayate.fuzz.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("hayate.fuzz.seconds", 1) * 1_000_000_000;
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> seeds = format.seeds(folder);
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
        format.read(file, arena);
        taken++;
      } catch (ModelFormatException expected) {
        if (expected.getMessage().lines().count() != 1) {
          fail("seed " + seed + ", try " + tries + ": message of several lines", expected);
        }
      } catch (IOException | RuntimeException | Error wrong) {
        fail("-Dhayate.fuzz.seed=" + seed + ", try " + tries + ": " + wrong, wrong);
      }
    }
    System.out.println(format + ": seed " + seed + ": " + tries + " mutants, " + taken + " taken");
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
