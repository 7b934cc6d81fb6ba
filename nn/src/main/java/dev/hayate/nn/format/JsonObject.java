package dev.hayate.nn.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object read from JSON, asked for its members by name and kind: whatever is absent or of
 * another kind is a {@link ModelFormatException} that names the member. Immutable and safe to
 * share.
 */
public final class JsonObject {
  /** JSON's null, which is of no kind that can be asked for. */
  static final Object NULL = new Object();

  private final Place place;
  private final Map<String, Object> members;

  JsonObject(Place place, Map<String, Object> members) {
    this.place = place;
    this.members = members;
  }

  /** Where the object stands, for messages. */
  public Place place() {
    return place;
  }

  /** The names of the members in the order of the text; unmodifiable. */
  public Set<String> names() {
    return Collections.unmodifiableSet(members.keySet());
  }

  /** Whether there is a member of this name, of any kind. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A member that is a text. */
  public String string(String name) throws ModelFormatException {
    return of(name, member(name), String.class, "a text");
  }

  /** A member that is true or false. */
  public boolean flag(String name) throws ModelFormatException {
    return of(name, member(name), Boolean.class, "true or false");
  }

  /** A member that is a number. */
  public double number(String name) throws ModelFormatException {
    return of(name, member(name), Number.class, "a number").doubleValue();
  }

  /** A member that is a whole number of the given range, both ends included. */
  public int integer(String name, int least, int most) throws ModelFormatException {
    long number = of(name, member(name), Long.class, "a whole number");
    if (number < least || number > most) {
      throw error(name, "a whole number from " + least + " to " + most, Long.toString(number));
    }
    return (int) number;
  }

  /** A member that is an object. */
  public JsonObject object(String name) throws ModelFormatException {
    return asObject(name, member(name));
  }

  /** A member that is an array of objects. */
  public List<JsonObject> objects(String name) throws ModelFormatException {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : items(name)) {
      objects.add(asObject(name, item));
    }
    return Collections.unmodifiableList(objects);
  }

  /** A member that is an array of texts. */
  public List<String> strings(String name) throws ModelFormatException {
    List<String> texts = new ArrayList<>();
    for (Object item : items(name)) {
      texts.add(of(name, item, String.class, "an array of texts"));
    }
    return Collections.unmodifiableList(texts);
  }

  /** A member that is an array of numbers. */
  public double[] numbers(String name) throws ModelFormatException {
    List<?> items = items(name);
    double[] numbers = new double[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = of(name, items.get(i), Number.class, "an array of numbers").doubleValue();
    }
    return numbers;
  }

  /** All members as they were read; unmodifiable. */
  public Map<String, Object> members() {
    return Collections.unmodifiableMap(members);
  }

  private Object member(String name) throws ModelFormatException {
    Object value = members.get(name);
    if (value == null) {
      throw error(name, "a member of this name", members.size() + " members of other names");
    }
    return value;
  }

  List<?> items(String name) throws ModelFormatException {
    return of(name, member(name), List.class, "an array");
  }

  @SuppressWarnings("unchecked") // Every map here was built with names as its keys.
  private JsonObject asObject(String name, Object value) throws ModelFormatException {
    return new JsonObject(
        place.key(name), (Map<String, Object>) of(name, value, Map.class, "an object"));
  }

  private <T> T of(String name, Object value, Class<T> kind, String expected)
      throws ModelFormatException {
    if (!kind.isInstance(value)) {
      throw error(name, expected, value == NULL ? "null" : Place.quote(value.toString()));
    }
    return kind.cast(value);
  }

  private ModelFormatException error(String name, String expected, String found) {
    return new ModelFormatException("JSON", place.key(name), expected, found);
  }
}
