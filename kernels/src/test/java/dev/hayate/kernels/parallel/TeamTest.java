package dev.hayate.kernels.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamTest {
  @Test
  void everyPartIsDoneOnce() {
    try (Team team = new Team(4)) {
      for (int parts : new int[] {0, 1, 2, 3, 4, 5, 100, Team.MOST_PARTS}) {
        for (int repeat = 0; repeat < 200; repeat++) {
          AtomicIntegerArray done = new AtomicIntegerArray(parts);
          team.run(done::incrementAndGet, parts);
          for (int part = 0; part < parts; part++) {
            assertEquals(1, done.get(part));
          }
        }
      }
      assertThrows(IllegalArgumentException.class, () -> team.run(p -> {}, Team.MOST_PARTS + 1));
    }
    assertThrows(IllegalArgumentException.class, () -> new Team(0));
  }

  @Test
  void helpersHelp() throws InterruptedException {
    try (Team team = new Team(2)) {
      // Parts that wait for each other end only if they are done at the same time.
      for (int repeat = 0; repeat < 20; repeat++) {
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        team.run(
            part -> {
              threads.add(Thread.currentThread());
              both.countDown();
              await(both);
            },
            2);
        assertEquals(2, threads.size());
        assertTrue(threads.contains(Thread.currentThread()));
        // Long enough for the helper to park, so that waking it is tried too.
        Thread.sleep(repeat % 2);
      }
    }
  }

  @Test
  void aBusyTeamLeavesCallersAlone() throws InterruptedException {
    try (Team team = new Team(2)) {
      CountDownLatch begun = new CountDownLatch(2);
      CountDownLatch end = new CountDownLatch(1);
      Thread other =
          Thread.ofVirtual()
              .start(
                  () ->
                      team.run(
                          part -> {
                            begun.countDown();
                            await(end);
                          },
                          2));
      await(begun);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      team.run(part -> threads.add(Thread.currentThread()), 8);
      assertEquals(Set.of(Thread.currentThread()), threads);
      end.countDown();
      other.join();
    }
  }

  @Test
  void manyCallersAndCallsWithinCalls() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    try (Team team = new Team(3)) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
        callers.add(
            builder.start(
                () -> {
                  for (int repeat = 0; repeat < 500; repeat++) {
                    team.run(part -> team.run(inner -> done.incrementAndGet(), 3), 5);
                  }
                }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertEquals(16 * 500 * 15, done.get());
  }

  @Test
  void failuresReachTheCaller() {
    try (Team team = new Team(3)) {
      for (int failing = 0; failing < 6; failing++) {
        int bad = failing;
        IllegalStateException thrown = new IllegalStateException("part " + bad);
        AtomicInteger done = new AtomicInteger();
        IllegalStateException caught =
            assertThrows(
                IllegalStateException.class,
                () ->
                    team.run(
                        part -> {
                          done.incrementAndGet();
                          if (part == bad) {
                            throw thrown;
                          }
                        },
                        6));
        assertSame(thrown, caught);
        assertEquals(6, done.get());
      }
      AtomicInteger after = new AtomicInteger();
      team.run(part -> after.incrementAndGet(), 6);
      assertEquals(6, after.get());
    }
  }

  @Test
  void closesCleanly() throws InterruptedException {
    for (int repeat = 0; repeat < 50; repeat++) {
      Team team = new Team(3);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      team.run(part -> threads.add(Thread.currentThread()), 50);
      Thread closer = Thread.ofPlatform().start(team::close);
      team.close();
      closer.join();
      threads.remove(Thread.currentThread());
      for (Thread thread : threads) {
        assertTrue(thread.getName().startsWith("hayate-"));
        assertFalse(thread.isAlive());
      }
      AtomicInteger after = new AtomicInteger();
      team.run(part -> after.incrementAndGet(), 5);
      assertEquals(5, after.get());
      assertEquals(3, team.threads());
    }
  }

  @Test
  void confinedMemoryIsNotShared() {
    try (Team team = new Team(2);
        Team alone = new Team(1);
        Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      assertFalse(team.mayTouch(confined.allocate(4)));
      assertTrue(team.mayTouch(shared.allocate(4)));
      assertTrue(alone.mayTouch(confined.allocate(4)));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
