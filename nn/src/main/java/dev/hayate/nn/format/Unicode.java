package dev.hayate.nn.format;

import java.nio.charset.CharacterCodingException;

/** What texts from outside may hold. Stateless and safe to share. */
final class Unicode {
  private Unicode() {}

  /** The error for text that is not UTF-8. */
  static ModelFormatException error(String what, Place place, CharacterCodingException cause) {
    ModelFormatException error =
        new ModelFormatException(what, place, "valid UTF-8", "bytes that are not");
    error.initCause(cause);
    return error;
  }

  /** Whether the text has half of a surrogate pair, which no UTF-8 can hold. */
  static boolean hasLoneSurrogate(CharSequence text) {
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
