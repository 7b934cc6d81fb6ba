package dev.hayate.blas;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/** The OpenBLAS that the operating system brings. */
final class SystemLibrary {
  private SystemLibrary() {}

  /**
   * Loads the first one that can be.
   *
   * @param passedOver what was there before it and could not be used, for the log; may be empty
   * @throws UnusableException if there is none; it tells of every one that was tried
   */
  static Library open(String passedOver) throws UnusableException {
    List<String> failures = new ArrayList<>();
    for (Path folder : folders()) {
      Path file = folder.resolve(name());
      if (Files.exists(file)) {
        try {
          return Library.open(file, file.toString(), passedOver);
        } catch (UnusableException e) {
          failures.add(e.reason());
        }
      }
    }
    if (failures.isEmpty()) {
      failures.add(
          "the system has no "
              + name()
              + " in "
              + String.join(File.pathSeparator, folders().stream().map(Path::toString).toList()));
    }
    throw new UnusableException(String.join("; ", failures));
  }

  /** The file's name on this operating system. */
  static String name() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      return "libopenblas.dll";
    }
    return system.startsWith("mac") ? "libopenblas.dylib" : "libopenblas.so.0";
  }

  /**
   * Where it may be: Java's own path for libraries, which holds {@code LD_LIBRARY_PATH} or {@code
   * PATH}, and where the distributions put it.
   */
  private static SequencedSet<Path> folders() {
    SequencedSet<Path> folders = new LinkedHashSet<>();
    for (String folder :
        System.getProperty("java.library.path", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder).toAbsolutePath());
      }
    }
    String arch = System.getProperty("os.arch", "").equals("amd64") ? "x86_64" : "aarch64";
    folders.add(Path.of("/usr/lib/" + arch + "-linux-gnu"));
    folders.add(Path.of("/usr/lib64"));
    folders.add(Path.of("/usr/lib"));
    folders.add(Path.of("/usr/local/lib"));
    folders.add(Path.of("/opt/homebrew/opt/openblas/lib"));
    folders.add(Path.of("/usr/local/opt/openblas/lib"));
    return folders;
  }
}
