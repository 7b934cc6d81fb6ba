package dev.hayate.nn.plan;

import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;

/** How memory that other threads may be working on is freed. */
public final class SharedMemory {
  private static final long PAUSE_NANOS = 50_000;

  private SharedMemory() {}

  /**
   * Closes a shared arena. Whoever still works on its memory in Java fails at the next access; a
   * call to C, which the JDK does not let an arena be closed under, is waited for.
   */
  public static void close(Arena arena) {
    while (arena.scope().isAlive()) {
      try {
        arena.close();
      } catch (IllegalStateException e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
