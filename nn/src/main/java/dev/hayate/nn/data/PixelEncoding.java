package dev.hayate.nn.data;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images of pixels from 0 to 255, which the model sees divided by 255 and without their rows.
 *
 * @param pixels how many pixels an image has
 * @param target what the model tells
 */
public record PixelEncoding(int pixels, Target target) implements Encoding {
  static final String KIND = "pixels";
  private static final float WHITE = 255f;

  static PixelEncoding read(JsonObject json) throws ModelFormatException {
    json.integer("divide", (int) WHITE, (int) WHITE);
    return new PixelEncoding(
        json.integer("pixels", 1, Integer.MAX_VALUE), Target.fromJson(json.object("target")));
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", KIND);
    json.put("pixels", pixels);
    json.put("divide", (int) WHITE);
    json.put("target", target.toJson());
    return json;
  }

  @Override
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (int pixel = 0; pixel < pixels; pixel++) {
      names.add("pixel" + pixel);
    }
    return names;
  }

  /**
   * Tables of pixels from 0 to 255, with or without a column of the target: every other column is a
   * pixel, in order.
   */
  @Override
  public void encode(CsvTable rows, int[] chosen, Tensor features) throws ModelFormatException {
    List<Integer> columns = new ArrayList<>();
    for (int column = 0; column < rows.names().size(); column++) {
      if (!rows.names().get(column).equals(target.name())) {
        columns.add(column);
      }
    }
    if (columns.size() != pixels) {
      throw new ModelFormatException(
          "image", rows.place(), pixels + " columns of pixels", Integer.toString(columns.size()));
    }
    for (int i = 0; i < chosen.length; i++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        double value = Cells.number(rows, chosen[i], columns.get(pixel));
        if (!(value >= 0 && value <= WHITE)) {
          throw new ModelFormatException(
              "image",
              rows.place(chosen[i], columns.get(pixel)),
              "a pixel from 0 to 255",
              Place.quote(rows.text(chosen[i], columns.get(pixel))));
        }
        features.set(i, pixel, (float) value / WHITE);
      }
    }
  }

  /**
   * Arrays {@code [n, pixels]} or {@code [n, height, width]}, or one image without the n. Arrays of
   * whole numbers hold pixels and are divided by 255; arrays of floats hold what was divided
   * before, from 0 to 1.
   */
  @Override
  public Tensor encode(StoredArray rows, Arena arena) throws ModelFormatException {
    Shape shape = rows.shape();
    boolean single = shape.size() == pixels && (shape.rank() == 1 || shape.dim(0) != 1);
    long perRow = 1;
    for (int axis = single ? 0 : 1; axis < shape.rank(); axis++) {
      perRow *= shape.dim(axis);
    }
    if (shape.rank() == 0 || perRow != pixels) {
      throw new ModelFormatException(
          "image",
          Place.in("array"),
          "a shape of [n, " + pixels + "], with or without height and width apart",
          shape.toString());
    }
    Tensor values = Tensor.allocate(arena, shape.dims());
    rows.copyTo(values);
    Tensor features = values.reshape(Shape.of(single ? 1 : shape.dim(0), pixels));
    boolean whole = rows.type().isInteger();
    float most = whole ? WHITE : 1;
    for (int row = 0; row < features.rows(); row++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        float value = features.get(row, pixel);
        if (value < 0 || value > most) {
          throw new ModelFormatException(
              "image",
              Place.in("array").line(row + 1L, pixel + 1L),
              whole
                  ? "a pixel from 0 to 255"
                  : "floats from 0 to 1; whole numbers are divided by 255 here",
              Float.toString(value));
        }
        if (whole) {
          features.set(row, pixel, value / WHITE);
        }
      }
    }
    return features;
  }
}
