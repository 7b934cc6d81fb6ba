package dev.hayate.nn.format;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A JSON text that is read token by token: Gson's strict reader, which follows RFC 8259, without a
 * name twice in one object and under {@link ReadLimits}.
 *
 * <p>Whoever reads asks {@link #peek} before each token, and hands what is thrown to {@link
 * #error}, which says it in our words: the place is the character that was read last, or, where
 * Gson looks ahead, one before it.
 *
 * <p>Gson has no table to set up before it reads: a service that starts waits for the header of a
 * few hundred bytes.
 */
final class JsonText extends JsonReader {
  /** No number that we take is longer: a long has 19 digits, a shortest double at most 24. */
  static final int MAX_NUMBER_CHARS = 64;

  private static final String VALID = "valid JSON";
  private static final int REASON_CHARS = 100;

  private final String text;
  private final String what;
  private final Place place;
  private final ReadLimits limits;

  /** The names of each open object so far; an empty set for an array. */
  private final List<Set<String>> open = new ArrayList<>();

  /**
   * Before the first token.
   *
   * @param what the text is, for messages
   * @param place where it stands
   */
  JsonText(String text, String what, Place place, ReadLimits limits) {
    super(new StringReader(text));
    setStrictness(Strictness.STRICT);
    setNestingLimit(limits.nesting());
    this.text = text;
    this.what = what;
    this.place = place;
    this.limits = limits;
  }

  @Override
  public void beginObject() throws IOException {
    enter(new HashSet<>());
    super.beginObject();
  }

  @Override
  public void endObject() throws IOException {
    super.endObject();
    open.removeLast();
  }

  @Override
  public void beginArray() throws IOException {
    enter(Set.of());
    super.beginArray();
  }

  @Override
  public void endArray() throws IOException {
    super.endArray();
    open.removeLast();
  }

  private void enter(Set<String> names) throws ModelFormatException {
    if (open.size() == limits.nesting()) {
      throw error(VALID + " of at most " + limits.nesting() + " levels", "more");
    }
    open.add(names);
  }

  @Override
  public String nextName() throws IOException {
    String name = checked(super.nextName());
    if (!open.getLast().add(name)) {
      throw error(VALID, "Duplicate field " + Place.quote(name));
    }
    return name;
  }

  /** The next text without its escapes, or the next number as it is written. */
  @Override
  public String nextString() throws IOException {
    if (peek() != JsonToken.NUMBER) {
      return checked(super.nextString());
    }
    String number = super.nextString();
    if (number.length() > MAX_NUMBER_CHARS) {
      throw error(VALID + " with numbers of at most " + MAX_NUMBER_CHARS + " characters", "more");
    }
    return number;
  }

  private String checked(String read) throws ModelFormatException {
    if (read.length() > limits.textChars()) {
      throw error(VALID + " with texts of at most " + limits.textChars() + " characters", "more");
    }
    return read;
  }

  /** The number, if it is written as a whole one and a long holds it. */
  static OptionalLong whole(String number) {
    for (int i = number.startsWith("-") ? 1 : 0; i < number.length(); i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(Long.parseLong(number));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  /** Checks that nothing but spaces is left; without this, more may follow the first value. */
  void end(String expected) throws ModelFormatException {
    int rest = skipSpaces((int) getCharacterOffset());
    if (rest < text.length()) {
      throw new ModelFormatException(what, at(rest), expected, quoteFrom(rest));
    }
  }

  /** The error that was thrown while this was read, in our words. */
  ModelFormatException error(IOException thrown) {
    if (thrown instanceof ModelFormatException said) {
      return said;
    }
    int last = thrown instanceof EOFException ? text.length() : last();
    String found = last == text.length() ? "the end of the text" : quoteFrom(last);
    ModelFormatException error =
        new ModelFormatException(what, at(last), VALID, found + reason(thrown));
    error.initCause(thrown);
    return error;
  }

  /** Gson's words without the place, and without its advice to take what is malformed. */
  private static String reason(IOException thrown) {
    String message = String.valueOf(thrown.getMessage());
    int end = message.indexOf(" at line ");
    boolean says = end >= 0 && !message.contains("setStrictness");
    return says ? " (" + Place.plain(message.substring(0, end), REASON_CHARS) + ")" : "";
  }

  private ModelFormatException error(String expected, String found) {
    return new ModelFormatException(what, at(last()), expected, found);
  }

  /** The character that was read last. */
  private int last() {
    return skipSpaces((int) Math.max(0, getCharacterOffset() - 1));
  }

  private int skipSpaces(int from) {
    int at = from;
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private Place at(int index) {
    int line = 1;
    int lineBegin = 0;
    for (int next = text.indexOf('\n'); next >= 0 && next < index; ) {
      line++;
      lineBegin = next + 1;
      next = text.indexOf('\n', lineBegin);
    }
    return place.line(line, index - lineBegin + 1);
  }

  /** What stands there, to the end of the line. */
  private String quoteFrom(int index) {
    int lineEnd = text.indexOf('\n', index);
    return Place.quote(text.substring(index, lineEnd < 0 ? text.length() : lineEnd));
  }
}
