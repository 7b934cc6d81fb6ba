package dev.hayate.nn.train;

/** Which rows of the training data an epoch takes. */
public enum Sampling {
  /** Each once. */
  EVERY_ROW,
  /**
   * As many draws as there are rows, with replacement: first a class, all alike, then one of its
   * rows. Rare classes are seen as often as frequent ones.
   */
  BALANCED_CLASSES
}
