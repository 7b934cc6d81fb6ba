package dev.hayate.nn.cli;

import dev.hayate.nn.layer.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One of a catalog's entries with settings, as an option gives it: {@code NAME} or {@code
 * NAME:setting=value,setting=value}. Names are compared without regard to case, hyphens and
 * underscores, so that {@code leaky-relu} is {@code LeakyReLU}.
 *
 * @param type the entry's own name
 * @param settings numbers, truth values and lists of whole numbers, which are written {@code 5/8}
 */
record Choice(String type, Attributes settings) {
  /**
   * Reads an option's value.
   *
   * @param option for messages
   * @param types the names in the catalog
   * @param suffix what may be left out at the end of a name, such as {@code Loss}
   * @throws IllegalArgumentException if the name is none of them or a setting is malformed
   */
  static Choice of(String option, String text, List<String> types, String suffix) {
    int colon = text.indexOf(':');
    String name = plain(colon < 0 ? text : text.substring(0, colon));
    for (String type : types) {
      if (name.equals(plain(type)) || (name + plain(suffix)).equals(plain(type))) {
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return new Choice(type, settings(option, rest));
      }
    }
    throw new IllegalArgumentException(
        option + ": expected one of " + String.join(", ", types) + ", found " + text);
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Attributes settings(String option, String text) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            option + ": expected settings as in name=value, found " + pair);
      }
      settings.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
    }
    return Attributes.of(settings);
  }

  private static Object value(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    try {
      if (text.contains("/")) {
        List<Long> list = new ArrayList<>();
        for (String part : text.split("/", -1)) {
          list.add(Long.valueOf(part));
        }
        return list;
      }
      return text.matches("[+-]?[0-9]{1,18}") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /**
   * The settings over usual ones.
   *
   * @throws IllegalArgumentException if there is one that is not among the usual ones
   */
  Attributes over(Attributes usual) {
    for (String name : settings.values().keySet()) {
      if (!usual.values().containsKey(name)) {
        throw new IllegalArgumentException(
            type
                + ": setting "
                + name
                + ": expected one of "
                + usual.values().keySet()
                + ", found "
                + name);
      }
    }
    return usual.and(settings);
  }
}
