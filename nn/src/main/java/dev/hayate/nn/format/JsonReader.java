package dev.hayate.nn.format;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a JSON text token by token: strictly as RFC 8259 writes it, without a name twice in one
 * object, and under {@link ReadLimits}. What is wrong is a {@link ModelFormatException} at its line
 * and column.
 *
 * <p>It is small because a service that starts waits for it: a header of a few hundred bytes is
 * read before the first prediction.
 */
final class JsonReader {
  /** No number that we take is longer: a long has 19 digits, a shortest double at most 24. */
  static final int MAX_NUMBER_CHARS = 64;

  private static final int BUFFER_CHARS = 2048;
  private static final int END_OF_TEXT = -1;

  /** What {@link #next} finds. A name is followed by its value. */
  enum Token {
    BEGIN_OBJECT,
    END_OBJECT,
    BEGIN_ARRAY,
    END_ARRAY,
    NAME,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    END
  }

  /** What may come next. */
  private enum State {
    VALUE,
    FIRST_ITEM,
    FIRST_NAME,
    AFTER_VALUE
  }

  private final Reader reader;
  private final String what;
  private final Place place;
  private final ReadLimits limits;
  private final char[] buffer = new char[BUFFER_CHARS];

  /** The names of each open object so far; nothing for an array. */
  private final List<Optional<Set<String>>> open = new ArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private State state = State.VALUE;
  private boolean whole;
  private int at;
  private int end;
  private long before;
  private long begin;
  private long line = 1;
  private long lineBegin;

  /**
   * Before the first token.
   *
   * @param what the text is, for messages
   * @param place where it stands
   */
  JsonReader(Reader reader, String what, Place place, ReadLimits limits) {
    this.reader = reader;
    this.what = what;
    this.place = place;
    this.limits = limits;
  }

  /** The name, text or number that was read last, a text without its escapes. */
  String text() {
    return text.toString();
  }

  /** The number that was read last, if it is written as a whole one and a long holds it. */
  OptionalLong whole() {
    if (!whole) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text()));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  /** Where the last token begins, in characters from the beginning of the text. */
  long begin() {
    return begin;
  }

  /**
   * Reads the next token. After a whole value comes {@link Token#END}, or another value, which is
   * for the caller to refuse.
   *
   * @throws ModelFormatException if that is no JSON, or exceeds a limit
   */
  Token next() throws IOException {
    int c = skipSpaces();
    if (state == State.AFTER_VALUE && !open.isEmpty()) {
      boolean inArray = inArray();
      if (c == ',') {
        at++;
        c = skipSpaces();
        state = inArray ? State.VALUE : State.FIRST_NAME;
        if (!inArray && c == '}') {
          throw unexpected(c);
        }
      } else if (c != (inArray ? ']' : '}')) {
        throw unexpected(c);
      }
    }
    begin = before + at;
    if (c == '}' && !open.isEmpty() && !inArray() && state != State.VALUE) {
      return close(Token.END_OBJECT);
    }
    if (c == ']' && !open.isEmpty() && inArray() && state != State.VALUE) {
      return close(Token.END_ARRAY);
    }
    if (state == State.FIRST_NAME) {
      return name(c);
    }
    if (c == END_OF_TEXT && open.isEmpty()) {
      return Token.END;
    }
    return value(c);
  }

  private boolean inArray() {
    return open.getLast().isEmpty();
  }

  private Token close(Token token) {
    at++;
    open.removeLast();
    state = State.AFTER_VALUE;
    return token;
  }

  private Token open(Token token, Optional<Set<String>> names, State then)
      throws ModelFormatException {
    if (open.size() == limits.nesting()) {
      throw error("valid JSON of at most " + limits.nesting() + " levels", "more");
    }
    at++;
    open.add(names);
    state = then;
    return token;
  }

  private Token name(int c) throws IOException {
    if (c != '"') {
      throw unexpected(c);
    }
    string();
    if (!open.getLast().orElseThrow().add(text())) {
      throw error("valid JSON", "Duplicate field " + Place.quote(text));
    }
    int colon = skipSpaces();
    if (colon != ':') {
      throw unexpected(colon);
    }
    at++;
    state = State.VALUE;
    return Token.NAME;
  }

  private Token value(int c) throws IOException {
    switch (c) {
      case '{' -> {
        return open(Token.BEGIN_OBJECT, Optional.of(new HashSet<>()), State.FIRST_NAME);
      }
      case '[' -> {
        return open(Token.BEGIN_ARRAY, Optional.empty(), State.FIRST_ITEM);
      }
      default -> {}
    }
    state = State.AFTER_VALUE;
    return switch (c) {
      case '"' -> {
        string();
        yield Token.TEXT;
      }
      case 't' -> word("true", Token.TRUE);
      case 'f' -> word("false", Token.FALSE);
      case 'n' -> word("null", Token.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        number();
        yield Token.NUMBER;
      }
      default -> throw unexpected(c);
    };
  }

  private Token word(String word, Token token) throws IOException {
    text.setLength(0);
    text.append(word);
    for (int i = 0; i < word.length(); i++) {
      int c = peek();
      if (c != word.charAt(i)) {
        throw unexpected(c);
      }
      at++;
    }
    return token;
  }

  private void number() throws IOException {
    text.setLength(0);
    whole = true;
    takeIf('-');
    if (!takeIf('0')) {
      digits();
    }
    if (takeIf('.')) {
      whole = false;
      digits();
    }
    if (takeIf('e') || takeIf('E')) {
      whole = false;
      if (!takeIf('+')) {
        takeIf('-');
      }
      digits();
    }
  }

  private void digits() throws IOException {
    int c = peek();
    if (c < '0' || c > '9') {
      throw unexpected(c);
    }
    for (; c >= '0' && c <= '9'; c = peek()) {
      take(c, "numbers", MAX_NUMBER_CHARS);
      at++;
    }
  }

  private boolean takeIf(char wanted) throws IOException {
    if (peek() != wanted) {
      return false;
    }
    take(wanted, "numbers", MAX_NUMBER_CHARS);
    at++;
    return true;
  }

  private void take(int c, String of, int most) throws ModelFormatException {
    if (text.length() == most) {
      throw error("valid JSON with " + of + " of at most " + most + " characters", "more");
    }
    text.append((char) c);
  }

  /** From a quotation mark to the one that ends the text. */
  private void string() throws IOException {
    text.setLength(0);
    at++;
    boolean surrogates = false;
    for (int c = peek(); c != '"'; c = peek()) {
      if (c < ' ') {
        throw unexpected(c);
      }
      if (c == '\\') {
        at++;
        c = escaped(peek());
      }
      surrogates |= Character.isSurrogate((char) c);
      take(c, "texts", limits.textChars());
      at++;
    }
    if (surrogates && Unicode.hasLoneSurrogate(text)) {
      throw error("valid JSON", "half of a surrogate pair");
    }
    at++;
  }

  /** What a character after a backslash stands for. */
  private int escaped(int c) throws IOException {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          at++;
          int digit = peek();
          int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
          if (value < 0) {
            throw unexpected(digit);
          }
          code = code << 4 | value;
        }
        yield code;
      }
      default -> throw unexpected(c);
    };
  }

  private int skipSpaces() throws IOException {
    while (true) {
      int c = peek();
      if (c == '\n') {
        line++;
        lineBegin = before + at + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return c;
      }
      at++;
    }
  }

  /** The next character, which stays there. */
  private int peek() throws IOException {
    if (at == end) {
      before += end;
      at = 0;
      end = 0;
      int count = reader.read(buffer, 0, buffer.length);
      if (count < 0) {
        return END_OF_TEXT;
      }
      end = count;
    }
    return buffer[at];
  }

  private ModelFormatException unexpected(int c) {
    String found = c == END_OF_TEXT ? "the end of the text" : Place.quote("" + (char) c);
    return error("valid JSON", found);
  }

  private ModelFormatException error(String expected, String found) {
    Place exact = place.line(line, before + at - lineBegin + 1);
    return new ModelFormatException(what, exact, expected, found);
  }
}
