package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.metric.Histogram;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, byte by byte and through a reader of their own. */
class EventFileTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000L, 250_000_000);

  @TempDir Path folder;

  @Test
  void theReadersChecksumIsCastagnolis() {
    // RFC 3720, B.4: 32 bytes of zeros, of ones; and the usual check value.
    assertEquals(0x8a9136aa, EventReader.crc32c(new byte[32]));
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) -1);
    assertEquals(0x62a8ab43, EventReader.crc32c(ones));
    assertEquals(0xe3069283, EventReader.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void beginsAsTensorFlowsFilesDo() throws IOException {
    try (EventFile file = EventFile.create(folder, InstantSource.fixed(TIME))) {
      byte[] bytes = Files.readAllBytes(file.path());
      // 24 bytes follow: the time in nine, and the version in fifteen.
      assertEquals(
          "1800000000000000a37f4b2209", HexFormat.of().formatHex(Arrays.copyOf(bytes, 13)));
      assertEquals("events.out.tfevents.1700000000.hayate.0", file.path().getFileName() + "");
      EventReader.Message first = EventReader.read(file.path()).getFirst();
      assertEquals(1_700_000_000.25, first.float64(1));
      assertEquals("brain.Event:2", first.text(3));
    }
  }

  @Test
  void holdsNumbersAndDistributions() throws IOException {
    try (Arena arena = Arena.ofConfined();
        EventFile file = EventFile.create(folder.resolve("a/b"), InstantSource.fixed(TIME))) {
      float[] values = {-1, 0, 0.5f, 2, 2, Float.NaN, Float.POSITIVE_INFINITY};
      Histogram histogram = Histogram.of(Tensor.of(arena, Shape.of(7), values));
      file.scalar("loss/training", 300, 0.125);
      file.histogram("outputs/0", 1L << 40, histogram);
      file.histogram("outputs/1", 2, Histogram.of(Tensor.of(arena, Shape.of(1), Float.NaN)));
      List<EventReader.Message> events = EventReader.read(file.path());
      assertEquals(3, events.size());
      assertEquals(300, events.get(1).int64(2));
      EventReader.Message scalar = events.get(1).message(5).message(1);
      assertEquals("loss/training", scalar.text(1));
      assertEquals(0.125f, scalar.float32(2));
      assertEquals(1L << 40, events.get(2).int64(2));
      EventReader.Message value = events.get(2).message(5).message(1);
      assertEquals("outputs/0", value.text(1));
      EventReader.Message proto = value.message(5);
      assertEquals(-1, proto.float64(1));
      assertEquals(2, proto.float64(2));
      assertEquals(5, proto.float64(3));
      assertEquals(3.5, proto.float64(4));
      assertEquals(9.25, proto.float64(5));
      double[] limits = proto.float64s(6);
      double[] counts = proto.float64s(7);
      assertEquals(Histogram.BUCKETS, limits.length);
      assertEquals(2, limits[limits.length - 1]);
      assertArrayEquals(counts, histogram.buckets().stream().mapToDouble(n -> n).toArray());
      assertEquals(5, Arrays.stream(counts).sum());
      assertEquals(2, counts[counts.length - 1]);
    }
  }

  @Test
  void twoRunsInOneSecondHaveTwoFiles() throws IOException {
    try (EventFile one = EventFile.create(folder, InstantSource.fixed(TIME));
        EventFile two = EventFile.create(folder, InstantSource.fixed(TIME))) {
      assertNotEquals(one.path(), two.path());
    }
  }
}
