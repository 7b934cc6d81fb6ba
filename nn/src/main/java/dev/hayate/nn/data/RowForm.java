package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import java.util.List;

/**
 * What all rows of some {@link Rows} have alike. Rows that are made of others, in another order or
 * only some of them, have the others' form.
 *
 * @param featureCount the number of features of a row
 * @param targetCount the number of targets of a row; 1 for classes
 * @param targetType {@link DType#I32} for classes, {@link DType#F32} for values
 * @param featureNames one for each feature, or empty where they have none
 * @param labels one for each class, or empty where they have none or the targets are values
 */
public record RowForm(
    int featureCount,
    int targetCount,
    DType targetType,
    List<String> featureNames,
    List<String> labels) {
  /** Copies the lists. */
  public RowForm {
    featureNames = List.copyOf(featureNames);
    labels = List.copyOf(labels);
  }

  /** Features and targets without names. */
  public RowForm(int featureCount, int targetCount, DType targetType) {
    this(featureCount, targetCount, targetType, List.of(), List.of());
  }
}
