package dev.hayate.nn.insight;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.layer.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a model consists of, node by node, and what it costs.
 *
 * @param rows one for each node, in the model's order
 */
public record Summary(List<Row> rows) {
  /**
   * One node.
   *
   * @param name the node's
   * @param type the layer's
   * @param settings of the layer, as a description has them; empty if there are none
   * @param inputs the names of the nodes it reads
   * @param output the shape of one sample's result
   * @param parameters the number of values it keeps, trained or not
   * @param trained how many of them an optimizer changes
   * @param multiplyAdds the number of multiplications with an addition for one sample
   */
  public record Row(
      String name,
      String type,
      String settings,
      List<String> inputs,
      Shape output,
      long parameters,
      long trained,
      long multiplyAdds) {
    /** Copies the list. */
    public Row {
      inputs = List.copyOf(inputs);
    }

    /** The bytes of the parameters in float32. */
    public long bytes() {
      return parameters * Float.BYTES;
    }
  }

  /** Copies the list. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /** The summary of a model. */
  public static Summary of(Model model) {
    List<Row> rows = new ArrayList<>();
    for (Node node : model.nodes()) {
      long parameters = 0;
      long trained = 0;
      for (ParameterSpec spec : node.layer().parameters()) {
        parameters += spec.shape().size();
        trained += spec.trained() ? spec.shape().size() : 0;
      }
      rows.add(
          new Row(
              node.name(),
              node.layer().type(),
              node.layer().attributes().values().entrySet().stream()
                  .map(setting -> setting.getKey() + " " + setting.getValue())
                  .collect(Collectors.joining(", ")),
              node.inputs().stream().map(input -> model.nodes().get(input).name()).toList(),
              node.shape(),
              parameters,
              trained,
              model.multiplyAdds(node)));
    }
    return new Summary(rows);
  }

  /** The number of all values. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** The number of values that are trained. */
  public long trained() {
    return rows.stream().mapToLong(Row::trained).sum();
  }

  /** The multiplications with an addition for one sample. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /**
   * A table for people: a line for each node, and the sums. What a name could do to a terminal is
   * escaped.
   */
  public String text() {
    List<String[]> lines = new ArrayList<>();
    lines.add(
        new String[] {
          "node", "layer", "reads", "output", "parameters", "bytes", "multiply-adds", "settings"
        });
    for (Row row : rows) {
      lines.add(
          new String[] {
            Place.shown(row.name),
            row.type,
            row.inputs.stream().map(Place::shown).collect(Collectors.joining(" ")),
            row.output.toString(),
            number(row.parameters),
            number(row.bytes()),
            number(row.multiplyAdds),
            row.settings
          });
    }
    lines.add(
        new String[] {
          "total",
          "",
          "",
          "",
          number(parameters()),
          number(parameters() * Float.BYTES),
          number(multiplyAdds()),
          number(trained()) + " trained"
        });
    return aligned(lines);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String aligned(List<String[]> lines) {
    StringBuilder text = new StringBuilder();
    for (String[] line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int column = 0; column < line.length; column++) {
        int at = column;
        int width = lines.stream().mapToInt(other -> other[at].length()).max().orElse(1);
        // Names stand to the left, numbers to the right.
        boolean number = column >= 4 && column <= 6;
        String format = "%" + (number ? "" : "-") + Math.max(1, width) + "s  ";
        padded.append(String.format(Locale.ROOT, format, line[column]));
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
