package dev.hayate.kernels.registry;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Memory between two pages that may not be touched: one byte too far on either side ends the JVM.
 * The pages come from {@code mmap} and are closed off by {@code mprotect}, on Linux; elsewhere this
 * is ordinary memory, and canaries alone stand guard.
 */
@SuppressWarnings("restricted")
final class GuardedMemory {
  /** At least a page of every processor that Linux runs on. */
  private static final long PAGE = 65536;

  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  static {
    if (!LINUX) {
      System.out.println("registry: no guard pages: mmap is called on Linux only");
    }
  }

  private GuardedMemory() {}

  /** Memory of at least so many bytes that lives as long as the JVM. */
  static MemorySegment allocate(long bytes) {
    long inside = (bytes + PAGE - 1) / PAGE * PAGE;
    if (!LINUX) {
      return Arena.global().allocate(inside, PAGE);
    }
    try {
      MemorySegment all =
          (MemorySegment)
              function(
                      "mmap",
                      FunctionDescriptor.of(
                          ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG))
                  .invokeExact(
                      MemorySegment.NULL,
                      inside + 2 * PAGE,
                      PROT_READ_WRITE,
                      MAP_PRIVATE_ANONYMOUS,
                      -1,
                      0L);
      if (all.address() == -1) {
        throw new IllegalStateException("mmap of " + inside + " bytes failed");
      }
      MethodHandle protect =
          function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
      MemorySegment last = MemorySegment.ofAddress(all.address() + PAGE + inside);
      if ((int) protect.invokeExact(all, PAGE, PROT_NONE) != 0
          || (int) protect.invokeExact(last, PAGE, PROT_NONE) != 0) {
        throw new IllegalStateException("mprotect failed");
      }
      return MemorySegment.ofAddress(all.address() + PAGE).reinterpret(inside);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("C functions throw nothing", e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    SymbolLookup lookup = Linker.nativeLinker().defaultLookup();
    return Linker.nativeLinker().downcallHandle(lookup.findOrThrow(name), descriptor);
  }
}
