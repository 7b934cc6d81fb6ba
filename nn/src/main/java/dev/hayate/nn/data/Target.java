package dev.hayate.nn.data;

import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model is asked to tell: one of some classes, or a quantity. Immutable. */
public sealed interface Target {
  /** What it is called: the name of a table's column. */
  String name();

  /** The names of the classes, in the order of the model's outputs; none for a quantity. */
  List<String> labels();

  /** The members of a JSON object that {@link #fromJson} reads. */
  Map<String, Object> toJson();

  /** What {@link #toJson} wrote, exactly. */
  static Target fromJson(JsonObject json) throws ModelFormatException {
    String kind = json.string("kind");
    return switch (kind) {
      case "classes" -> {
        List<String> labels = json.strings("labels");
        if (labels.isEmpty()) {
          throw new ModelFormatException("encoding", json.place(), "at least one label", "none");
        }
        yield new Classes(json.string("name"), labels);
      }
      case "quantity" -> {
        double deviation = json.number("deviation");
        if (!(deviation > 0)) {
          throw new ModelFormatException(
              "encoding", json.place().key("deviation"), "more than 0", Double.toString(deviation));
        }
        yield new Quantity(json.string("name"), json.number("mean"), deviation);
      }
      default ->
          throw new ModelFormatException(
              "encoding", json.place().key("kind"), "classes or quantity", Place.quote(kind));
    };
  }

  /**
   * One of some classes.
   *
   * @param name what it is called
   * @param labels the name of each class, in the order of the model's outputs
   */
  record Classes(String name, List<String> labels) implements Target {
    /** Copies the labels. */
    public Classes {
      labels = List.copyOf(labels);
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kind", "classes");
      json.put("labels", labels);
      return json;
    }
  }

  /**
   * A quantity, which the model sees standardised.
   *
   * @param name what it is called
   * @param mean the mean over the rows that the model learned from
   * @param deviation the population standard deviation over these rows; 1 where all were the same
   */
  record Quantity(String name, double mean, double deviation) implements Target {
    /** What the model is to learn for a value. */
    public double standardise(double value) {
      return (value - mean) / deviation;
    }

    /** The value that a model's output means. */
    public double restore(double output) {
      return output * deviation + mean;
    }

    @Override
    public List<String> labels() {
      return List.of();
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kind", "quantity");
      json.put("mean", mean);
      json.put("deviation", deviation);
      return json;
    }
  }
}
