package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named settings of a layer as a description file holds them: booleans, numbers, strings and
 * lists of whole numbers, in the order in which they were put. Immutable.
 */
public final class Attributes {
  /** No settings. */
  public static final Attributes NONE = new Attributes(Map.of());

  private final Map<String, Object> values;

  private Attributes(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a value is of a kind that descriptions do not have
   */
  public static Attributes of(Map<String, Object> values) {
    for (Map.Entry<String, Object> value : values.entrySet()) {
      check(value.getKey(), value.getValue());
    }
    return new Attributes(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
  }

  private static void check(String name, Object value) {
    if (!isSingle(value) && !(value instanceof List<?> list && isWhole(list))) {
      throw new IllegalArgumentException(
          name + ": " + value.getClass().getSimpleName() + " is no kind of setting");
    }
  }

  private static boolean isSingle(Object value) {
    return value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof String;
  }

  private static boolean isWhole(List<?> list) {
    for (Object element : list) {
      if (!(element instanceof Long)) {
        return false;
      }
    }
    return true;
  }

  /** These settings and one more whole number. */
  public Attributes with(String name, long value) {
    return plus(name, value);
  }

  /** These settings and one more number. */
  public Attributes with(String name, double value) {
    return plus(name, value);
  }

  /** These settings and one more list of dimensions. */
  public Attributes with(String name, Shape value) {
    return plus(name, Arrays.stream(value.dims()).mapToObj(Long::valueOf).toList());
  }

  /** These settings and one more list of whole numbers. */
  public Attributes with(String name, List<Integer> value) {
    return plus(name, value.stream().map(Integer::longValue).toList());
  }

  /** These settings and one more truth value. */
  public Attributes with(String name, boolean value) {
    return plus(name, value);
  }

  /** These settings and one more text. */
  public Attributes with(String name, String value) {
    return plus(name, value);
  }

  /** These settings and others, which count where both have one. */
  public Attributes and(Attributes others) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.putAll(others.values);
    return of(more);
  }

  private Attributes plus(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return of(more);
  }

  /** All settings, in order. */
  public Map<String, Object> values() {
    return values;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is missing, of another kind, or beyond an {@code int}
   */
  public int integer(String name) {
    long value = get(name, Long.class, "a whole number");
    if (value != (int) value) {
      throw new IllegalArgumentException(name + ": " + value + " is too large for an int");
    }
    return (int) value;
  }

  /**
   * A number, whole or not.
   *
   * @throws IllegalArgumentException if it is missing or of another kind
   */
  public double number(String name) {
    return values.get(name) instanceof Long whole ? whole : get(name, Double.class, "a number");
  }

  /**
   * A list of dimensions.
   *
   * @throws IllegalArgumentException if it is missing, of another kind, or no shape
   */
  public Shape shape(String name) {
    return Shape.of(integers(name).stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * A list of whole numbers.
   *
   * @throws IllegalArgumentException if it is missing, of another kind, or one is beyond an {@code
   *     int}
   */
  public List<Integer> integers(String name) {
    List<?> list = get(name, List.class, "a list of whole numbers");
    List<Integer> numbers = new ArrayList<>(list.size());
    for (Object item : list) {
      if (!(item instanceof Long number) || number != (int) (long) number) {
        throw new IllegalArgumentException(name + ": " + list + ": expected whole numbers");
      }
      numbers.add((int) (long) number);
    }
    return List.copyOf(numbers);
  }

  /**
   * A truth value.
   *
   * @throws IllegalArgumentException if it is missing or of another kind
   */
  public boolean flag(String name) {
    return get(name, Boolean.class, "true or false");
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if it is missing or of another kind
   */
  public String text(String name) {
    return get(name, String.class, "a text");
  }

  private <T> T get(String name, Class<T> kind, String expected) {
    Object value = values.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + ", found " + (value == null ? "nothing" : value));
    }
    return kind.cast(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
