package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where the library is found, and what is said when it is not. */
class SearchTest {
  @BeforeAll
  static void load() {
    LoadedLibrary.assume();
  }

  @Test
  void isLoadedOnceAndSaysWhatItIs() {
    Library library = Library.load();
    assertSame(library, Library.load());
    assertTrue(library.describe().startsWith("OpenBLAS 0."), library.describe());
    assertTrue(library.describe().contains("kernels for " + library.core()), library.describe());
    assertTrue(library.describe().contains(library.advice()), library.describe());
    assertTrue(library.config().contains("MAX_THREADS="), library.config());
    assertTrue(library.mostCalls() >= 25, library.config());
  }

  @Test
  void isNeverChosenAutomatically() {
    assertTrue(new OpenBlasProvider().preference() < 0);
    assertEquals(
        "openblas",
        Backends.providers().stream().map(BackendProvider::name).reduce((a, b) -> b).orElse(""));
    try (Backend backend = Backends.open()) {
      assertEquals("vector", backend.name());
    }
    System.setProperty(Backends.PROPERTY, "openblas");
    try (Backend backend = Backends.open()) {
      assertEquals("openblas", backend.name());
    } finally {
      System.clearProperty(Backends.PROPERTY);
    }
  }

  /** A file that was asked for by name is not replaced by another in silence. */
  @Test
  void aNamedFileThatCannotBeLoadedIsAnError() throws Exception {
    ChildJvm.Outcome outcome = ChildJvm.run(Map.of(), "-D" + Search.FILE + "=nowhere.so");
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(outcome.output().contains(ChildJvm.REFUSED), outcome::output);
    assertTrue(outcome.output().contains("nowhere.so: expected a library"), outcome::output);
    assertTrue(outcome.output().contains("libopenblas0-pthread"), outcome::output);
  }

  @Test
  void aClassPathWithoutThePayloadIsNamed() throws Exception {
    try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
      UnusableException refused =
          assertThrows(UnusableException.class, () -> Payload.find(nothing));
      assertTrue(refused.reason().contains("is not on the class path"), refused.reason());
    }
  }

  /** From a folder of classes instead of a jar, where nobody has written down sizes. */
  @Test
  void aPayloadThatWasUnpackedIsTaken() throws Exception {
    Payload jar = payload();
    Path folder = Files.createTempDirectory(Path.of("target"), "unpacked");
    Path files = Files.createDirectories(folder.resolve("org/bytedeco/openblas/linux-x86_64"));
    for (Payload.Entry entry : jar.entries()) {
      try (var bytes = entry.url().openStream()) {
        Files.copy(bytes, files.resolve(entry.name()));
      }
    }
    try (URLClassLoader unpacked = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      List<Payload.Entry> entries = Payload.find(unpacked).entries();
      for (int i = 0; i < entries.size(); i++) {
        assertEquals(jar.entries().get(i).crc(), entries.get(i).crc());
        assertEquals(jar.entries().get(i).size(), entries.get(i).size());
      }
    } finally {
      for (Payload.Entry entry : jar.entries()) {
        Files.delete(files.resolve(entry.name()));
      }
    }
  }

  private static Payload payload() {
    try {
      return Payload.find();
    } catch (UnusableException e) {
      assumeTrue(false, "native: " + e.reason());
      throw new AssertionError(e);
    }
  }

  /** Without the payload: the system's library, or an error that tells of every place. */
  @Test
  void withoutThePayloadTheSystemIsAsked() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("openblas-0"))
            .collect(Collectors.joining(File.pathSeparator));
    ChildJvm.Outcome outcome =
        new ChildJvm.Running(ChildJvm.command(Map.of(), classPath, ChildJvm.class).start()).await();
    assertEquals(0, outcome.status(), outcome::output);
    if (outcome.output().contains(ChildJvm.WORKED)) {
      assertTrue(outcome.output().contains(SystemLibrary.name()), outcome::output);
    } else {
      System.out.println("native: this system has no " + SystemLibrary.name() + " of its own");
      assertTrue(outcome.output().contains("-D" + Search.FILE + " is not set"), outcome::output);
      assertTrue(outcome.output().contains("is not on the class path"), outcome::output);
      assertTrue(outcome.output().contains(SystemLibrary.name()), outcome::output);
    }
  }

  /** A payload that is there and cannot be used is told of, whether or not the system helps out. */
  @Test
  void aPayloadThatCannotBeUsedIsNotPassedOverInSilence() throws Exception {
    payload();
    Path file = Files.createTempFile(Path.of("target"), "no", "folder");
    ChildJvm.Outcome outcome =
        ChildJvm.run(Map.of(), "-D" + PayloadFolder.PROPERTY + "=" + file.toAbsolutePath());
    Files.delete(file);
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(outcome.output().contains("have no folder to be copied into"), outcome::output);
    if (outcome.output().contains(ChildJvm.WORKED)) {
      assertTrue(outcome.output().contains("WARNING: openblas: passed over"), outcome::output);
    }
  }

  /** Debian's package, beside the payload. The build then runs the registry on it, too. */
  @Test
  void theSystemsLibraryByName() throws Exception {
    Path file = Path.of("/usr/lib/x86_64-linux-gnu").resolve(SystemLibrary.name());
    assumeTrue(
        Files.exists(file),
        "native: Debian's libopenblas0-pthread is not installed: its library is not tested");
    ChildJvm.Outcome outcome = ChildJvm.run(Map.of(), "-D" + Search.FILE + "=" + file);
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(outcome.output().contains(ChildJvm.WORKED + "OpenBLAS"), outcome::output);
    assertTrue(outcome.output().contains("from " + file), outcome::output);
  }
}
