package dev.hayate.blas;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The search for OpenBLAS, in the order that {@link OpenBlasProvider} gives. */
final class Search {
  /** The system property that names the file. */
  static final String FILE = "hayate.openblas";

  private static final String REMEDY =
      "put org.bytedeco:openblas with classifier "
          + Payload.PLATFORM
          + " on the class path, install the system's package (Debian: libopenblas0-pthread), or"
          + " name a file with -D"
          + FILE
          + "=PATH";

  private Search() {}

  /**
   * The first library that can be loaded.
   *
   * @throws LibraryException if none can; it tells of every one that was tried
   */
  static Library first() {
    String given = System.getProperty(FILE, "");
    if (!given.isEmpty()) {
      try {
        return Library.open(absolute(given), given, "");
      } catch (UnusableException e) {
        throw new LibraryException("-D" + FILE + "=" + given + ": " + e.reason(), REMEDY);
      }
    }
    List<String> failures = new ArrayList<>();
    failures.add("-D" + FILE + " is not set");
    String passedOver = "";
    try {
      Payload payload = Payload.find();
      try {
        return payload.open();
      } catch (UnusableException e) {
        passedOver = "passed over what the class path has: " + e.reason();
        failures.add(e.reason());
      }
    } catch (UnusableException e) {
      failures.add(e.reason());
    }
    try {
      return SystemLibrary.open(passedOver);
    } catch (UnusableException e) {
      failures.add(e.reason());
    }
    throw new LibraryException(String.join("; ", failures), REMEDY);
  }

  private static Path absolute(String given) throws UnusableException {
    try {
      return Path.of(given).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new UnusableException("this is not a path: " + e.getReason());
    }
  }
}
