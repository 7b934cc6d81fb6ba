package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.Json;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How raw rows become a model's input, and its output an answer. It is fitted once, on the rows
 * that the model learns from, and saved with the model, so that rows at prediction are treated as
 * those were. Immutable and safe to share.
 */
public sealed interface Encoding permits TableEncoding, PixelEncoding {
  /** Under which key of a model file's texts {@link #toJson} is kept. */
  String METADATA_KEY = "hayate.encoding";

  /** The form that {@link #toJson} writes. */
  int VERSION = 1;

  /** The names of the features, as many as the model has inputs. */
  List<String> featureNames();

  /** What the model tells. */
  Target target();

  /**
   * Raw rows of a table as features {@code [n, featureNames().size()]}; columns stand in any order,
   * and those that the model does not know do not count.
   *
   * @throws ModelFormatException if a column is missing or a field is not what its column holds
   */
  default Tensor encode(CsvTable rows, Arena arena) throws ModelFormatException {
    int[] all = new int[rows.size()];
    Arrays.setAll(all, row -> row);
    Tensor features =
        Tensor.allocate(arena, DType.F32, Shape.of(all.length, featureNames().size()));
    encode(rows, all, features);
    return features;
  }

  /**
   * Some raw rows of a table, as the first rows of a tensor.
   *
   * @param chosen their numbers in the table
   * @param features as many rows or more; those behind are left as they are
   * @throws ModelFormatException as {@link #encode(CsvTable, Arena)}
   */
  void encode(CsvTable rows, int[] chosen, Tensor features) throws ModelFormatException;

  /**
   * Raw rows of an array as features {@code [n, featureNames().size()]}.
   *
   * @throws ModelFormatException if the array's shape or values do not fit
   */
  Tensor encode(StoredArray rows, Arena arena) throws ModelFormatException;

  /** The members of the JSON object, but for the version. */
  Map<String, Object> members();

  /** A text that {@link #fromJson} gives the same encoding for, number for number. */
  default String toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", VERSION);
    all.putAll(members());
    return Json.write(all);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param place where the text comes from, for messages
   * @throws ModelFormatException if it is something else
   */
  static Encoding fromJson(String text, Place place) throws ModelFormatException {
    JsonObject json = Json.parse(text, place);
    json.integer("version", VERSION, VERSION);
    String kind = json.string("kind");
    return switch (kind) {
      case TableEncoding.KIND -> TableEncoding.read(json);
      case PixelEncoding.KIND -> PixelEncoding.read(json);
      default ->
          throw new ModelFormatException(
              "encoding", json.place().key("kind"), "table or pixels", Place.quote(kind));
    };
  }
}
