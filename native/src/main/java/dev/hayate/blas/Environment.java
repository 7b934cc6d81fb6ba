package dev.hayate.blas;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The process's environment as C sees it, which is where OpenBLAS looks. Java keeps a copy from its
 * start: {@link System#getenv} does not see a change, nor do processes that Java starts.
 *
 * <p>C libraries do not guard the environment. A thread that reads it by {@code getenv} while it is
 * changed may see neither value, so this happens on request alone, and once, before loading.
 */
final class Environment {
  private Environment() {}

  /** POSIX's {@code setenv}. */
  static void set(String name, String value) {
    MethodHandle setenv =
        function(
            "setenv",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      MemorySegment text = arena.allocateFrom(value);
      check(name, (int) setenv.invokeExact(key, text, 1));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("C functions throw nothing", e);
    }
  }

  /** POSIX's {@code unsetenv}. */
  static void unset(String name) {
    MethodHandle unsetenv =
        function("unsetenv", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      check(name, (int) unsetenv.invokeExact(key));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("C functions throw nothing", e);
    }
  }

  private static void check(String name, int status) {
    if (status != 0) {
      throw new LibraryException(
          "the environment variable " + name + " cannot be changed", "set it before java starts");
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    SymbolLookup functions = Linker.nativeLinker().defaultLookup();
    MemorySegment address =
        functions
            .find(name)
            .orElseThrow(
                () ->
                    new LibraryException(
                        "-D" + CoreType.PROPERTY + ": this system has no " + name,
                        "set OPENBLAS_CORETYPE before java starts"));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }
}
