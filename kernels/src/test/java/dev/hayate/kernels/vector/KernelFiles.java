package dev.hayate.kernels.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The class files of this package, as the build has left them. */
final class KernelFiles {
  private KernelFiles() {}

  /** The classes by the names of their files, which end in {@code .class} or {@code .copy}. */
  static Map<String, ClassModel> ending(String ending) {
    try {
      Path root = Path.of(Lanes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Map<String, ClassModel> classes = new TreeMap<>();
      try (Stream<Path> files = Files.list(root.resolve("dev/hayate/kernels/vector"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(ending)).toList()) {
          classes.put(file.getFileName().toString(), ClassFile.of().parse(file));
        }
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
