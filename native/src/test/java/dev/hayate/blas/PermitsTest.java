package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PermitsTest {
  @Test
  void oneThreadMayTakeThemAll() throws Exception {
    Permits permits = new Permits(17);
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      taken.add(permits.take());
    }
    CountDownLatch got = new CountDownLatch(1);
    Thread late =
        Thread.ofPlatform()
            .start(
                () -> {
                  permits.give(permits.take());
                  got.countDown();
                });
    late.join(50);
    assertEquals(1, got.getCount(), "a seventeenth was given");
    taken.forEach(permits::give);
    late.join();
    assertEquals(0, got.getCount());
  }

  @Test
  void neverMoreThanThereAre() throws Exception {
    Permits permits = new Permits(8);
    AtomicInteger inside = new AtomicInteger();
    Set<Integer> tooMany = new HashSet<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int round = 0; round < 50; round++) {
                      int permit = permits.take();
                      int now = inside.incrementAndGet();
                      if (now > 8) {
                        synchronized (tooMany) {
                          tooMany.add(now);
                        }
                      }
                      LockSupport.parkNanos(1);
                      inside.decrementAndGet();
                      permits.give(permit);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Set.of(), tooMany);
  }

  @Test
  void fewerThanCountersAreRefused() {
    var refused = assertThrows(IllegalArgumentException.class, () -> new Permits(7));
    assertTrue(String.valueOf(refused.getMessage()).contains("found 7"));
  }
}
