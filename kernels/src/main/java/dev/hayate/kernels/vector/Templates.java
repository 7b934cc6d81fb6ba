package dev.hayate.kernels.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/** The class files of templates, and of the copies that the build makes of them. */
final class Templates {
  private Templates() {}

  /**
   * Loads a template's copy as a hidden class.
   *
   * @param template annotated with {@link CopiedFor}
   * @param body of a class that the copy is for; the copy's own data
   */
  static MethodHandles.Lookup copy(Class<?> template, Object body) throws IllegalAccessException {
    byte[] file = read(template, "." + body.getClass().getSimpleName() + ".copy");
    return MethodHandles.lookup().defineHiddenClassWithClassData(file, body, true);
  }

  /** The class file of a template that has no copies. */
  static byte[] classFile(Class<?> template) {
    return read(template, ".class");
  }

  private static byte[] read(Class<?> template, String ending) {
    String name = template.getSimpleName() + ending;
    try (InputStream stream = template.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "vector: class file " + name + " is missing: Maven makes it in phase process-classes");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("vector: class file " + name + " cannot be read", e);
    }
  }
}
