import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives compiled kernels the shape that C2 does best by; {@code dev.hayate.kernels.vector.Lanes}
 * says why. The argument is the folder of the classes.
 */
final class ShapeKernels {
  private static final String PACKAGE = "dev/hayate/kernels/vector";

  private ShapeKernels() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    for (Path old : files(root, ".copy")) {
      Files.delete(old);
    }
    List<byte[]> classes = new ArrayList<>();
    for (Path file : files(root, ".class")) {
      classes.add(Files.readAllBytes(file));
    }
    for (Map.Entry<String, byte[]> file : new Flatten(classes).files().entrySet()) {
      Files.write(root.resolve(file.getKey()), file.getValue());
    }
    for (Path file : files(root, ".class")) {
      if (!Flatten.isTemplate(Files.readAllBytes(file))) {
        lengthen(file);
      }
    }
    for (Path file : files(root, ".copy")) {
      lengthen(file);
    }
  }

  private static void lengthen(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] longer = KeepApart.lengthenedLoops(bytes);
    if (longer != bytes) {
      Files.write(file, longer);
    }
  }

  private static List<Path> files(Path root, String ending) throws IOException {
    try (Stream<Path> paths = Files.list(root.resolve(PACKAGE))) {
      return paths.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }
}
