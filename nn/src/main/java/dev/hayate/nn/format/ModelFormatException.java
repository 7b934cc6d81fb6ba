package dev.hayate.nn.format;

import java.io.IOException;
import java.util.Objects;

/**
 * A file's content is not what its format asks for, or more than the reader takes.
 *
 * <p>The message is one line, {@code what: where: expected ..., found ...}, fit to be shown to the
 * person who has the file; {@link #place()} gives the file, the offset, the key and the line to
 * programs. That a file is absent or cannot be read is another {@link IOException}.
 */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is expected and found may repeat what a file says, and a file may say anything. */
  private static final int MOST_CHARS = 8000;

  /** The thing that is wrong. */
  private final String what;

  private final transient Place place;

  /** What would have been right. */
  private final String expected;

  /** What was there. */
  private final String found;

  /**
   * An error at a place.
   *
   * @param what the thing that is wrong, such as {@code "safetensors header length"}
   * @param place where it is
   * @param expected what would have been right
   * @param found what is there instead; text of the file goes through {@link Place#quote}, and
   *     whatever could disturb a terminal or a log is escaped here at the latest
   */
  public ModelFormatException(String what, Place place, String expected, String found) {
    String plainExpected = Place.plain(expected, MOST_CHARS);
    String plainFound = Place.plain(found, MOST_CHARS);
    super(what + ": " + place + ": expected " + plainExpected + ", found " + plainFound);
    this.what = what;
    this.place = place;
    this.expected = plainExpected;
    this.found = plainFound;
  }

  /** One line, {@code what: where: expected ..., found ...}. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** The thing that is wrong. */
  public String what() {
    return what;
  }

  /** Where it is. */
  public Place place() {
    return place;
  }

  /** What would have been right. */
  public String expected() {
    return expected;
  }

  /** What is there instead. */
  public String found() {
    return found;
  }
}
