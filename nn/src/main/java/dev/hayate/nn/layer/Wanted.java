package dev.hayate.nn.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * A name that is looked for in a catalog, one line after the other. Only the line that has it is
 * run: to make the functions and records of all lines takes longer than to load a model.
 */
final class Wanted {
  private final String name;
  private final List<String> met = new ArrayList<>();

  Wanted(String name) {
    this.name = name;
  }

  /** Whether a line's name is the one. */
  boolean is(String line) {
    met.add(line);
    return line.equals(name);
  }

  /** The names of all lines so far. */
  List<String> met() {
    return met;
  }
}
