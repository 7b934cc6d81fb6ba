package dev.hayate.nn.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which column of a table is most likely the one to be told, where nobody said:
 *
 * <ol>
 *   <li>one with a usual name, in any case and with or without hyphens and underscores; of several
 *       the one whose name stands first in the list: target, label, y, outcome, response, survived,
 *       diagnosis, species, price, ..., and class at its end, as a class may be a passenger's;
 *   <li>else the only column of texts that names classes, where all others are numbers or tell rows
 *       apart (see {@link ColumnChoice});
 *   <li>else the last column.
 * </ol>
 *
 * @param name the column's name
 * @param reason why it was taken, for the user
 */
record TargetChoice(String name, String reason) {
  private static final List<String> NAMES =
      List.of(
          "target",
          "label",
          "labels",
          "y",
          "outcome",
          "response",
          "survived",
          "diagnosis",
          "species",
          "churn",
          "churned",
          "price",
          "saleprice",
          "medv",
          "medianhousevalue",
          "rent",
          "salary",
          "income",
          "quality",
          "class");

  static TargetChoice of(Table table) {
    return of(table.names()).orElseGet(() -> byKind(table));
  }

  /** The column with a usual name, if there is one. */
  static Optional<TargetChoice> of(List<String> names) {
    List<String> plain =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum}]", ""))
            .toList();
    for (String usual : NAMES) {
      int column = plain.indexOf(usual);
      if (column >= 0) {
        return Optional.of(new TargetChoice(names.get(column), "by its name"));
      }
    }
    return Optional.empty();
  }

  private static TargetChoice byKind(Table table) {
    List<String> names = table.names();
    List<String> texts =
        names.stream().filter(name -> namesClasses(table, names.indexOf(name))).toList();
    return texts.size() == 1
        ? new TargetChoice(texts.getFirst(), "the only column of texts")
        : new TargetChoice(names.getLast(), "the last column");
  }

  private static boolean namesClasses(Table table, int column) {
    return !table.isNumeric(column)
        && ColumnChoice.reasonToDrop(table.names().get(column), table.at(column), table.size())
            .isEmpty();
  }
}
