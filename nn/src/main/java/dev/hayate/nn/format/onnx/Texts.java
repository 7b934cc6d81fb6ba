package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;

/** Pairs of texts ({@code StringStringEntryProto}). */
final class Texts {
  private Texts() {}

  /** One pair. */
  record Entry(String key, String value) {}

  static Entry entry(ProtoReader in) throws ModelFormatException {
    String key = "";
    String value = "";
    in.budget().items(1, in.place());
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> in.skip();
      }
    }
    return new Entry(key, value);
  }
}
