package dev.hayate.nn.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.nio.charset.CharacterCodingException;

/** The strict JSON that every reader here takes, and its errors. Stateless and safe to share. */
final class JsonText {
  /** No number that we take is longer: a long has 19 digits, a shortest double at most 24. */
  static final int MAX_NUMBER_CHARS = 64;

  private JsonText() {}

  /**
   * A factory that refuses duplicate keys, deep nesting, and texts and numbers that are too long.
   */
  static JsonFactory factory(ReadLimits limits) {
    return new JsonFactoryBuilder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Names from outside must not fill a table that outlives the file.
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(limits.nesting())
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxNameLength(limits.textChars())
                .maxStringLength(limits.textChars())
                .build())
        .build();
  }

  /** The error for text that is no JSON, at its line and column. */
  static ModelFormatException error(String what, Place place, JsonProcessingException cause) {
    JsonLocation location = cause.getLocation();
    Place exact =
        location == null ? place : place.line(location.getLineNr(), location.getColumnNr());
    ModelFormatException error =
        new ModelFormatException(what, exact, "valid JSON", oneLine(cause.getOriginalMessage()));
    error.initCause(cause);
    return error;
  }

  /** The error for text that is not UTF-8. */
  static ModelFormatException error(String what, Place place, CharacterCodingException cause) {
    ModelFormatException error =
        new ModelFormatException(what, place, "valid UTF-8", "bytes that are not");
    error.initCause(cause);
    return error;
  }

  private static String oneLine(String message) {
    // Jackson adds where the unclosed part began, with a note on its own settings.
    String line = message.replaceAll("\\p{Cntrl}+", " ").replaceFirst(" \\(start marker.*", "");
    int limit = 160;
    return line.length() <= limit ? line : line.substring(0, limit) + "...";
  }

  /** Whether the text has half of a surrogate pair, which no UTF-8 can hold. */
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
