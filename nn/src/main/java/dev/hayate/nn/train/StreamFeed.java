package dev.hayate.nn.train;

/** Steps on batches that a loader reads. */
final class StreamFeed implements Feed {
  private final Trainer trainer;
  private final Loader loader;
  private final int[] numbers;

  StreamFeed(Trainer trainer, Loader loader) {
    this.trainer = trainer;
    this.loader = loader;
    this.numbers = new int[trainer.largestBatch()];
  }

  /** The loader goes from epoch to epoch by itself. */
  @Override
  public void begin(int epoch) {}

  @Override
  public boolean step(int from, int count) {
    Slot slot = loader.take();
    if (slot == null) {
      return false;
    }
    trainer.step(slot, loader, numbers);
    return true;
  }

  @Override
  public void close() {
    loader.close();
  }
}
