package dev.hayate.nn.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells columns that name a row from columns that say something about it. */
final class ColumnChoice {
  /** So many different texts are always taken. */
  static final int FEW_TEXTS = 20;

  /** More are never taken: each would be a feature of its own. */
  static final int MANY_TEXTS = 1_000;

  private static final List<String> ID_NAMES = List.of("id", "index", "uuid", "key");

  private ColumnChoice() {}

  /**
   * Why a column is not to be learned from, if so: it is empty; it is a text of which most values
   * occur once (more than 20 different ones, and more than half as many as there are values) or
   * which has more than 1,000 different ones; or it is whole numbers, all different, that count the
   * rows or are called an id.
   */
  static Optional<String> reasonToDrop(String name, TableColumn column, int rows) {
    int known = 0;
    for (int row = 0; row < rows; row++) {
      known += column.isMissing(row) ? 0 : 1;
    }
    if (known == 0) {
      return Optional.of("it is empty");
    }
    return switch (column) {
      case TableColumn.Texts texts -> {
        int distinct = texts.distinct().size();
        yield tellRowsApart(distinct, known)
            ? Optional.of(distinct + " different texts in " + known + " values tell rows apart")
            : Optional.empty();
      }
      case TableColumn.Numbers numbers -> numbersRow(name, numbers, known, rows);
    };
  }

  /** Whether so many different texts in so many values name the rows. */
  static boolean tellRowsApart(int distinct, long known) {
    return distinct > MANY_TEXTS || (distinct > FEW_TEXTS && distinct > known / 2);
  }

  private static Optional<String> numbersRow(
      String name, TableColumn.Numbers numbers, int known, int rows) {
    if (known < rows || rows <= FEW_TEXTS || !numbers.areWhole()) {
      return Optional.empty();
    }
    double[] sorted = numbers.values().clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return Optional.empty();
      }
    }
    return numbersApart(name, sorted[rows - 1] - sorted[0] == rows - 1);
  }

  /**
   * Why whole numbers that are all different are not to be learned from, if so.
   *
   * @param successive whether they follow one another without a gap
   */
  static Optional<String> numbersApart(String name, boolean successive) {
    if (successive) {
      return Optional.of("it counts the rows");
    }
    return isIdName(name)
        ? Optional.of("by its name and its values, it tells rows apart")
        : Optional.empty();
  }

  /** Names such as id, user_id, user-id and userId. */
  private static boolean isIdName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String id : ID_NAMES) {
      if (lower.equals(id)
          || lower.endsWith("_" + id)
          || lower.endsWith("-" + id)
          || lower.endsWith(" " + id)) {
        return true;
      }
    }
    return name.matches("(?s).*[a-z](Id|ID)");
  }
}
