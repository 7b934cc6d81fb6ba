package dev.hayate.kernels.parallel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A few threads that help a caller with one piece of work at a time, cut into numbered parts.
 *
 * <p>The caller takes part, so a team of {@code n} has {@code n - 1} threads of its own, and a team
 * of one has none. Whoever is free takes the next part, so which thread does which part is not
 * known: parts must write to different places and must not depend on how many there are helping.
 *
 * <p>Calls allocate nothing and take no lock. Any thread may call, virtual ones too; a caller that
 * finds the team busy does all parts by itself, so callers never wait for each other, nor do they
 * load the machine with more threads than it was given. The same holds for a part that itself calls
 * {@link #run}. Helpers wait by spinning for a short while, since waking a thread takes longer than
 * many a product, and then park; {@code -Dhayate.spin=false} makes them park at once.
 */
public final class Team implements AutoCloseable {
  /** The most parts that a piece of work may have. */
  public static final int MOST_PARTS = 1 << 14;

  private static final boolean MAY_SPIN = !"false".equals(System.getProperty("hayate.spin"));

  /** How long to spin before parking: several times what it takes to wake a parked thread. */
  private static final long SPIN_NANOS = 50_000;

  /** How many looks to take between two of the clock, which is slower to read than the word. */
  private static final int LOOKS = 64;

  private static final Work NOTHING = part -> {};

  private static final VarHandle CLAIM;
  private static final VarHandle LEFT;
  private static final VarHandle BUSY;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLAIM = lookup.findVarHandle(Team.class, "claim", long.class);
      LEFT = lookup.findVarHandle(Team.class, "left", int.class);
      BUSY = lookup.findVarHandle(Team.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Work in parts. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does one part, on any thread.
     *
     * @param part from 0
     */
    void part(int part);
  }

  private final Helper[] helpers;

  /** Whether to spin: not where threads would spin on the core that another one needs. */
  private final boolean spins;

  /**
   * The number of the call in the upper half; then its parts and the next one to take, 16 bits
   * each. One word, so that a helper that comes late can never take a part of one call for a part
   * of another.
   */
  private volatile long claim;

  /** Parts that are not finished. */
  private volatile int left;

  /** Whether a call is under way, or the team is closed. */
  private volatile boolean busy;

  private volatile boolean closed;
  private volatile boolean callerParked;

  // Written by the caller before claim and read by helpers after it.
  private Work work = NOTHING;
  private Thread caller = Thread.currentThread();
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * Starts the threads.
   *
   * @param threads how many work at most, the caller among them: 1 or more
   */
  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("team: threads: expected 1 or more, found " + threads);
    }
    spins = MAY_SPIN && threads <= Runtime.getRuntime().availableProcessors();
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
    }
    for (Helper helper : helpers) {
      helper.thread.start();
    }
  }

  /**
   * How many threads work at most, the caller among them. After {@link #close()} still the same.
   */
  public int threads() {
    return helpers.length + 1;
  }

  /**
   * Whether the team's threads may touch a segment: not if it belongs to a confined arena. Work on
   * such memory must stay on the calling thread.
   */
  public boolean mayTouch(MemorySegment segment) {
    return helpers.length == 0 || segment.isAccessibleBy(helpers[0].thread);
  }

  /**
   * Does all parts, and returns when they are finished.
   *
   * @param parts 0 to {@link #MOST_PARTS}
   * @throws RuntimeException what the first part that failed threw, or an error; the other parts
   *     are done all the same, unless the caller is working alone
   */
  public void run(Work work, int parts) {
    if (parts > MOST_PARTS) {
      throw new IllegalArgumentException(
          "team: parts: expected at most " + MOST_PARTS + ", found " + parts);
    }
    if (helpers.length == 0 || parts < 2 || busy || !BUSY.compareAndSet(this, false, true)) {
      for (int part = 0; part < parts; part++) {
        work.part(part);
      }
      return;
    }
    try {
      share(work, parts);
    } finally {
      this.work = NOTHING;
      busy = false;
    }
  }

  private void share(Work work, int parts) {
    this.work = work;
    caller = Thread.currentThread();
    failure = Optional.empty();
    left = parts;
    claim = (((claim >>> 32) + 1) << 32) | ((long) parts << 16);
    for (int i = 0; i < helpers.length && i < parts - 1; i++) {
      if (helpers[i].parked) {
        LockSupport.unpark(helpers[i].thread);
      }
    }
    takeParts();
    awaitHelpers();
    Optional<Throwable> thrown = failure;
    failure = Optional.empty();
    if (thrown.isPresent()) {
      switch (thrown.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new AssertionError("a part threw what it cannot throw", e);
      }
    }
  }

  /** Takes parts until there are none left to take. */
  private void takeParts() {
    while (true) {
      long taken = (long) CLAIM.getAndAdd(this, 1L);
      int part = (int) taken & 0xffff;
      int parts = (int) (taken >>> 16) & 0xffff;
      if (part >= parts) {
        return;
      }
      try {
        work.part(part);
      } catch (RuntimeException | Error e) {
        failure = Optional.of(e);
      }
      Thread waiting = caller;
      if ((int) LEFT.getAndAdd(this, -1) == 1 && callerParked) {
        LockSupport.unpark(waiting);
      }
    }
  }

  private void awaitHelpers() {
    long deadline = 0;
    for (int looks = 1; left != 0; looks++) {
      if (spins && looks % LOOKS != 0) {
        Thread.onSpinWait();
        continue;
      }
      long now = System.nanoTime();
      if (deadline == 0) {
        deadline = spins ? now + SPIN_NANOS : now;
      }
      if (now - deadline >= 0) {
        callerParked = true;
        if (left != 0) {
          LockSupport.park(this);
        }
        callerParked = false;
      }
    }
  }

  /**
   * Ends the threads and waits until they are gone, after the call that is under way, if there is
   * one. Later calls work on the caller's thread alone. Closing twice does nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    while (helpers.length > 0 && !BUSY.compareAndSet(this, false, true)) {
      if (closed) {
        return;
      }
      LockSupport.parkNanos(this, 10_000);
    }
    // The team stays busy for ever, so that every later caller works alone.
    closed = true;
    boolean interrupted = false;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper.thread);
      while (helper.thread.isAlive()) {
        try {
          helper.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread of the team. */
  private final class Helper implements Runnable {
    final Thread thread;
    volatile boolean parked;

    Helper(int number) {
      thread = Thread.ofPlatform().daemon().name("hayate-" + number).unstarted(this);
    }

    @Override
    public void run() {
      long seen = 0;
      while (!closed) {
        long call = claim >>> 32;
        if (call == seen) {
          call = await(seen);
        }
        seen = call;
        takeParts();
      }
    }

    /** Waits for another call than the one seen last, or for the end. */
    private long await(long seen) {
      long deadline = 0;
      for (int looks = 1; ; looks++) {
        long call = claim >>> 32;
        if (call != seen || closed) {
          return call;
        }
        if (spins && looks % LOOKS != 0) {
          Thread.onSpinWait();
          continue;
        }
        long now = System.nanoTime();
        if (deadline == 0) {
          deadline = spins ? now + SPIN_NANOS : now;
        }
        if (now - deadline >= 0) {
          parked = true;
          if (claim >>> 32 == seen && !closed) {
            LockSupport.park(Team.this);
          }
          parked = false;
        }
      }
    }
  }
}
