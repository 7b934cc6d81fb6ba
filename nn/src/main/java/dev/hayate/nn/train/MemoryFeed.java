package dev.hayate.nn.train;

import dev.hayate.nn.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Steps on rows in memory, which are gathered in place. */
final class MemoryFeed implements Feed {
  private final Trainer trainer;
  private final Dataset data;
  private final int[] order;

  MemoryFeed(Trainer trainer, Dataset data) {
    this.trainer = trainer;
    this.data = data;
    this.order = new int[data.size()];
  }

  @Override
  public void begin(int epoch) {
    try {
      trainer.order().set(data, epoch, order);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean step(int from, int count) {
    trainer.step(data, order, from, count);
    return true;
  }

  @Override
  public void close() {}
}
