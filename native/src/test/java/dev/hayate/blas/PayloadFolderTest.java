package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the payload's files are copied to. */
class PayloadFolderTest {
  private static final byte[] CONTENT = "what a library holds".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void onLinux() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "native: the payload is used on Linux only");
  }

  private Payload.Entry entry(String name) throws IOException {
    Path source = Files.write(folder.resolve("source-" + name), CONTENT);
    CRC32 crc = new CRC32();
    crc.update(CONTENT);
    return new Payload.Entry(name, source.toUri().toURL(), CONTENT.length, crc.getValue());
  }

  private static PayloadFolder choose(Path named) throws UnusableException {
    return PayloadFolder.of(List.of(named));
  }

  @Test
  void isForItsOwnerAlone() throws Exception {
    Path own = folder.resolve("deep").resolve("own");
    Path file = choose(own).place(List.of(entry("a.so"))).getFirst();
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    for (Path made : List.of(own, file.getParent(), file)) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }
  }

  @Test
  void whatIsThereIsTaken() throws Exception {
    Payload.Entry entry = entry("a.so");
    Path first = choose(folder.resolve("own")).place(List.of(entry)).getFirst();
    Object identity = Files.getAttribute(first, "unix:ino");
    Path second = choose(folder.resolve("own")).place(List.of(entry)).getFirst();
    assertEquals(first, second);
    assertEquals(identity, Files.getAttribute(second, "unix:ino"));
  }

  @Test
  void whatWasChangedIsReplaced() throws Exception {
    Payload.Entry entry = entry("a.so");
    Path file = choose(folder.resolve("own")).place(List.of(entry)).getFirst();
    byte[] other = CONTENT.clone();
    other[3]++;
    for (byte[] found : List.of(other, new byte[0], new byte[100])) {
      Files.write(file, found);
      choose(folder.resolve("own")).place(List.of(entry));
      assertArrayEquals(CONTENT, Files.readAllBytes(file));
    }
    Path elsewhere = Files.write(folder.resolve("elsewhere"), CONTENT);
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    choose(folder.resolve("own")).place(List.of(entry));
    assertFalse(Files.isSymbolicLink(file), "a link was trusted");
  }

  @Test
  void whatTheDeadLeftIsRemovedAndWhatTheLivingWriteIsNot() throws Exception {
    Payload.Entry entry = entry("a.so");
    Path file = choose(folder.resolve("own")).place(List.of(entry)).getFirst();
    Path dead = Files.write(file.resolveSibling("a.so.1-1.part"), CONTENT);
    Path living = Files.write(file.resolveSibling("a.so.2-1.part"), CONTENT);
    Files.delete(file);
    try (FileChannel channel = FileChannel.open(living, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertTrue(lock.isValid());
      choose(folder.resolve("own")).place(List.of(entry));
    }
    assertTrue(Files.exists(file) && Files.exists(living));
    assertFalse(Files.exists(dead));
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    UnusableException refused = assertThrows(UnusableException.class, () -> choose(open));
    assertTrue(refused.reason().contains("found rwxrwxrwx"), refused.reason());
    assertTrue(refused.reason().contains(PayloadFolder.PROPERTY), refused.reason());
  }

  /** Root gives a folder away; everybody else finds the system's own. */
  @Test
  void aFolderOfAnotherUserIsRefused() throws Exception {
    Path foreign = Path.of("/usr");
    if (Files.getOwner(Path.of("/proc/self")).equals(Files.getOwner(foreign))) {
      foreign = Files.createDirectory(folder.resolve("foreign"));
      Files.setAttribute(foreign, "unix:uid", 12345);
    }
    Path other = foreign;
    UnusableException refused = assertThrows(UnusableException.class, () -> choose(other));
    assertTrue(refused.reason().contains("of this user"), refused.reason());
  }

  @Test
  void aFileInTheWayIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("file"), CONTENT);
    assertThrows(UnusableException.class, () -> choose(file));
    assertThrows(UnusableException.class, () -> choose(file.resolve("below")));
  }

  @Test
  void theNextFolderIsTakenWhereTheFirstCannotBe() throws Exception {
    Path file = Files.write(folder.resolve("file"), CONTENT);
    Path placed =
        PayloadFolder.of(List.of(file, folder.resolve("own")))
            .place(List.of(entry("a.so")))
            .getFirst();
    assertTrue(placed.startsWith(folder.resolve("own").toRealPath()), placed::toString);
  }

  @Test
  void aJarThatDoesNotHoldWhatItSaysIsRefused() throws Exception {
    Payload.Entry entry = entry("a.so");
    Payload.Entry wrong =
        new Payload.Entry(entry.name(), entry.url(), entry.size(), entry.crc() + 1);
    UnusableException refused =
        assertThrows(
            UnusableException.class, () -> choose(folder.resolve("own")).place(List.of(wrong)));
    assertTrue(refused.reason().contains("does not hold what its jar says"), refused.reason());
    try (var left = Files.walk(folder.resolve("own"))) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  /** All of them find, copy or wait for the same four files. */
  @Test
  void manyJvmsStartAtOnce() throws Exception {
    Payload.find();
    Path own = folder.resolve("own");
    List<ChildJvm.Running> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(ChildJvm.start(Map.of(), "-D" + PayloadFolder.PROPERTY + "=" + own));
    }
    for (ChildJvm.Running child : children) {
      ChildJvm.Outcome outcome = child.await();
      assertEquals(0, outcome.status(), outcome::output);
      assertTrue(outcome.output().contains(ChildJvm.WORKED), outcome::output);
      assertTrue(outcome.output().contains(own.toRealPath().toString()), outcome::output);
    }
    try (var left = Files.walk(own)) {
      assertEquals(4, left.filter(Files::isRegularFile).count());
    }
  }

  /** Where there is a file system without execution to try it on. */
  @Test
  void aFileSystemWithoutExecutionIsNamed() throws Exception {
    Path memory = Path.of("/dev/shm");
    boolean forbidden;
    try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      forbidden =
          mounts.anyMatch(mount -> mount.contains(" " + memory + " ") && mount.contains("noexec"));
    }
    assumeTrue(
        forbidden && Files.isWritable(memory), "native: " + memory + " is not mounted noexec here");
    Path own = Files.createTempDirectory(memory, "hayate");
    try {
      ChildJvm.Outcome outcome = ChildJvm.run(Map.of(), "-D" + PayloadFolder.PROPERTY + "=" + own);
      assertEquals(0, outcome.status(), outcome::output);
      assertTrue(outcome.output().contains("mounted noexec"), outcome::output);
    } finally {
      try (var files = Files.walk(own)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
