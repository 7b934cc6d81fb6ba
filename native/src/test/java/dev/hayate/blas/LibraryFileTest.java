package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no library, or none for this machine, or not whole: refused before loading. */
class LibraryFileTest {
  private static byte[] whole = new byte[0];

  @TempDir static Path folder = Path.of("");

  /** The smallest library of the payload, which all these files are made from. */
  @BeforeAll
  static void find() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "native: files are only looked at on Linux, and these are of x86-64");
    Payload.Entry smallest = Payload.find().entries().getFirst();
    try (var bytes = smallest.url().openStream()) {
      whole = bytes.readAllBytes();
    }
  }

  @Test
  void aWholeLibraryPasses() throws Exception {
    LibraryFile.check(write(whole));
  }

  @Test
  void missing() {
    refuses(folder.resolve("nothing"), "found no file");
  }

  @Test
  void aFolder() {
    refuses(folder, "found a folder");
  }

  @Test
  void empty() throws IOException {
    refuses(write(new byte[0]), "found 0 bytes");
  }

  @Test
  void randomBytes() throws IOException {
    byte[] random = new byte[100_000];
    new SplittableRandom(1).nextBytes(random);
    refuses(write(random), "begins with the bytes");
  }

  @Test
  void text() throws IOException {
    Path script = write(new byte[0]);
    Files.writeString(script, "/* GNU ld script */\nINPUT(libopenblas.so.0)\n".repeat(3));
    refuses(script, "begins with the bytes 2f 2a 20 47");
  }

  /** Wherever it is cut: the table of sections is the last thing in the file. */
  @Test
  void truncated() throws IOException {
    for (int size : List.of(1, 63, 64, 100, 1000, whole.length / 2, whole.length - 1)) {
      refuses(write(Arrays.copyOf(whole, size)), size < 64 ? "bytes" : "cut short");
    }
  }

  @Test
  void anotherArchitecture() throws IOException {
    refuses(write(changed(18, 183)), "found one for ELF machine 183");
    byte[] narrow = whole.clone();
    narrow[4] = 1;
    refuses(write(narrow), "not of 64 bits");
  }

  @Test
  void aProgram() throws IOException {
    refuses(write(changed(16, 2)), "found ELF type 2");
  }

  @Test
  void noSegments() throws IOException {
    refuses(write(changed(56, 0)), "found 0 with headers");
  }

  /** Whatever stands in the header, the answer is yes or a reason, and never another exception. */
  @Test
  void damagedHeaders() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Path file = folder.resolve("damaged");
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(64 + 11 * 56);
      ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(at, random.nextBoolean() ? random.nextLong() : -random.nextInt(1000));
      Files.write(file, damaged);
      try {
        LibraryFile.check(file);
      } catch (UnusableException e) {
        assertTrue(e.reason().startsWith(file.toString()), e.reason());
        refused++;
      }
    }
    assertTrue(refused > 200, "refused " + refused);
  }

  /** The same files in a JVM of its own that is told to load them. */
  @Test
  void noneOfThemEndsTheJvm() throws Exception {
    byte[] random = new byte[100_000];
    new SplittableRandom(3).nextBytes(random);
    byte[] magic = random.clone();
    System.arraycopy(whole, 0, magic, 0, 64);
    for (Path file :
        List.of(
            folder.resolve("absent"),
            write(random),
            write(magic),
            write(changed(18, 183)),
            write(Arrays.copyOf(whole, whole.length / 2)))) {
      ChildJvm.Outcome outcome = ChildJvm.run(Map.of(), "-D" + Search.FILE + "=" + file);
      assertEquals(0, outcome.status(), outcome::output);
      assertTrue(outcome.output().contains(ChildJvm.REFUSED), outcome::output);
      assertTrue(outcome.output().contains("=" + file + ": "), outcome::output);
    }
  }

  @Test
  void anotherLibraryIsNotOpenBlas() throws Exception {
    ChildJvm.Outcome outcome = ChildJvm.run(Map.of(), "-D" + Search.FILE + "=" + write(whole));
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(
        outcome.output().contains("is not OpenBLAS: it has no function cblas_sgemm"),
        outcome::output);
  }

  @Test
  void aFileSystemWithoutExecutionIsNamed() {
    UnsatisfiedLinkError refused =
        new UnsatisfiedLinkError("x.so: failed to map segment from shared object");
    String message = LibraryFile.explain(Path.of("x.so"), refused);
    assertTrue(message.contains("noexec") && message.contains(PayloadFolder.PROPERTY), message);
  }

  private static byte[] changed(int offset, int value) {
    byte[] changed = whole.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    return changed;
  }

  private static Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "lib", ".so"), bytes);
  }

  private static void refuses(Path file, String reason) {
    UnusableException refused =
        assertThrows(UnusableException.class, () -> LibraryFile.check(file));
    assertTrue(refused.reason().contains(reason), refused.reason());
  }
}
