package dev.hayate.nn.cli;

import dev.hayate.nn.train.Trainer;
import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C into a stop after the current step: the virtual machine waits in its shutdown until
 * the training thread has saved what is to be saved.
 */
final class Interrupt implements AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private Interrupt(Trainer trainer) {
    hook =
        new Thread(
            () -> {
              trainer.stop();
              try {
                finished.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hayate-interrupt");
  }

  static Interrupt stopping(Trainer trainer) {
    Interrupt interrupt = new Interrupt(trainer);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Everything is saved: the shutdown may go on. */
  void finished() {
    finished.countDown();
  }

  @Override
  public void close() {
    finished();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running, and has just been released.
    }
  }
}
