package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    Path target = folder.resolve("t");
    AtomicFile.writeText(target, "old and longer");
    AtomicFile.writeText(target, "new");
    assertEquals("new", Files.readString(target));
    assertEquals(List.of(target), files());
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = folder.resolve("t");
    AtomicFile.writeText(target, "old");
    for (Exception thrown : List.of(new IOException("disk full"), new IllegalStateException())) {
      assertThrows(
          thrown.getClass(),
          () ->
              AtomicFile.write(
                  target,
                  channel -> {
                    channel.write(ByteBuffer.allocate(10));
                    if (thrown instanceof IOException failure) {
                      throw failure;
                    }
                    throw (IllegalStateException) thrown;
                  }));
      assertEquals("old", Files.readString(target));
      assertEquals(List.of(target), files());
    }
  }

  @Test
  void aFailureOfANewFileLeavesNothing() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.write(
                folder.resolve("t"),
                channel -> {
                  throw new IOException("disk full");
                }));
    assertEquals(List.of(), files());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = folder.resolve("t");
    AtomicFile.writeText(target, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target.getFileName());
    AtomicFile.writeText(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(target));
  }

  @Test
  void aFolderOrAnAbsentFolderIsNamed() {
    IOException isFolder = assertThrows(IOException.class, () -> AtomicFile.writeText(folder, "x"));
    assertTrue(
        String.valueOf(isFolder.getMessage()).contains("found a folder"), isFolder::getMessage);
    IOException absent =
        assertThrows(
            IOException.class, () -> AtomicFile.writeText(folder.resolve("a").resolve("b"), "x"));
    assertTrue(String.valueOf(absent.getMessage()).contains("does not exist"), absent::getMessage);
  }
}
