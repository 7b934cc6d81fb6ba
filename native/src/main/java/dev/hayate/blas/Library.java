package dev.hayate.blas;

import dev.hayate.blas.binding.OpenBlas;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenBLAS, loaded: one library for the life of the JVM, whatever is opened and closed. Until one
 * could be loaded, every call of {@link #load()} looks again.
 */
final class Library {
  private static final System.Logger LOG = System.getLogger("dev.hayate.blas");

  /** What the bindings call. A library that lacks one of these is not OpenBLAS. */
  private static final List<String> FUNCTIONS =
      List.of(
          "cblas_sgemm",
          "cblas_sgemv",
          "openblas_get_config",
          "openblas_get_corename",
          "openblas_set_num_threads");

  private static final long LONGEST_TEXT = 4096;
  private static final int LEAST_ROOM = 50;

  private static final Pattern BUILT_FOR = Pattern.compile("MAX_THREADS=(\\d+)");

  private static Optional<Library> loaded = Optional.empty();

  private final String source;
  private final String config;
  private final String core;
  private final String advice;

  private Library(String source, String config, String core, String passedOver) {
    this.source = source;
    this.config = config;
    this.core = core;
    String kernels = CoreType.advice(core, version());
    this.advice = passedOver + (passedOver.isEmpty() || kernels.isEmpty() ? "" : "; ") + kernels;
  }

  /**
   * The library, found and loaded now if it was not before.
   *
   * @throws LibraryException if there is none that can be used
   */
  static synchronized Library load() {
    if (loaded.isEmpty()) {
      CoreType.impose();
      Library library = Search.first();
      loaded = Optional.of(library);
      if (!library.advice.isEmpty()) {
        LOG.log(Level.WARNING, "openblas: {0}", library.advice);
      }
    }
    return loaded.get();
  }

  /**
   * Loads a library that the search came upon, and makes sure that it is what it should be.
   *
   * @param file absolute; those that it needs are loaded, or found by the system
   * @param source where it is from, for people
   * @param passedOver what would have been taken before it and could not be; may be empty
   * @throws UnusableException if it is not OpenBLAS, or not of a build that may be called from Java
   */
  @SuppressWarnings("restricted")
  static Library open(Path file, String source, String passedOver) throws UnusableException {
    LibraryFile.check(file);
    // First in an arena: a library that turns out to be another one is let go of again.
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup functions = lookup(file, arena);
      for (String function : FUNCTIONS) {
        if (functions.find(function).isEmpty()) {
          throw new UnusableException(file + " is not OpenBLAS: it has no function " + function);
        }
      }
      checkBuild(file, text(functions, "openblas_get_config"));
      System.load(file.toString());
    } catch (UnsatisfiedLinkError e) {
      throw new UnusableException(LibraryFile.explain(file, e));
    }
    // Sharing a product with OpenBLAS's own threads would be one setting for all backends.
    OpenBlas.openblas_set_num_threads(1);
    return new Library(
        source,
        string(OpenBlas.openblas_get_config()),
        string(OpenBlas.openblas_get_corename()),
        passedOver);
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup(Path file, Arena arena) {
    try {
      return SymbolLookup.libraryLookup(file, arena);
    } catch (IllegalArgumentException e) {
      // It does not say why; this does.
      System.load(file.toString());
      throw e;
    }
  }

  private static void checkBuild(Path file, String config) throws UnusableException {
    if (config.contains("USE64BITINT")) {
      throw new UnusableException(
          file + " was built with 64-bit integers (" + config + "): expected 32-bit ones");
    }
    if (config.contains("SINGLE_THREADED")) {
      throw new UnusableException(
          file
              + " was built without threads ("
              + config
              + "), and may not be called by several at once: expected the build with threads");
    }
  }

  @SuppressWarnings("restricted")
  private static String text(SymbolLookup functions, String name) {
    try {
      return string(
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(
                      functions.findOrThrow(name), FunctionDescriptor.of(ValueLayout.ADDRESS))
                  .invokeExact());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("C functions throw nothing", e);
    }
  }

  @SuppressWarnings("restricted")
  private static String string(MemorySegment text) {
    return text.reinterpret(LONGEST_TEXT).getString(0).strip();
  }

  /** As in {@code OpenBLAS 0.3.31}. */
  private String version() {
    String[] words = config.split("\\s+", 3);
    return words.length < 2 ? config : words[0] + " " + words[1];
  }

  /** What it is, which kernels it runs and where it is from; with advice, if there is any. */
  String describe() {
    return version()
        + ", kernels for "
        + core
        + ", from "
        + source
        + (advice.isEmpty() ? "" : "; " + advice);
  }

  /** The name of the kernels that OpenBLAS chose for this processor. */
  String core() {
    return core;
  }

  /** What OpenBLAS says of how it was built. */
  String config() {
    return config;
  }

  /**
   * How many threads may be inside it at a time. OpenBLAS has room for twice as many calls as it
   * was built for threads, and for fifty at least.
   */
  int mostCalls() {
    Matcher builtFor = BUILT_FOR.matcher(config);
    return builtFor.find()
        ? Math.max(LEAST_ROOM / 2, Integer.parseInt(builtFor.group(1)))
        : LEAST_ROOM / 2;
  }

  /** What keeps it from its best speed, and what to do about it; empty if nothing does. */
  String advice() {
    return advice;
  }
}
