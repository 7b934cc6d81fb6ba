package dev.hayate.nn.report;

/** Texts within HTML. */
final class Html {
  private Html() {}

  /** A text in which no character means anything to HTML. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
