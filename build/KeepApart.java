import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Makes the methods of every class under a folder that is annotated with {@code Apart} longer than
 * the methods that C2 inlines, by instructions that do nothing, and cost nothing once compiled.
 */
final class KeepApart {
  /** C2 inlines methods of up to 325 bytes (FreqInlineSize). */
  private static final int BYTES = 326;

  private KeepApart() {}

  public static void main(String[] args) throws IOException {
    try (Stream<Path> paths = Files.walk(Path.of(args[0]))) {
      paths.filter(path -> path.toString().endsWith(".class")).forEach(KeepApart::lengthen);
    }
  }

  private static void lengthen(Path path) {
    try {
      ClassFile format = ClassFile.of();
      ClassModel model = format.parse(path);
      if (isApart(model) && model.methods().stream().anyMatch(method -> missing(method) > 0)) {
        Files.write(path, format.transformClass(model, lengthened()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isApart(ClassModel model) {
    return model
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .map(
            attribute ->
                attribute.annotations().stream()
                    .anyMatch(
                        annotation -> annotation.className().stringValue().endsWith("/Apart;")))
        .orElse(false);
  }

  /** The bytes that a method is short of. */
  private static int missing(MethodModel method) {
    boolean constructs = method.methodName().stringValue().startsWith("<");
    return constructs
        ? 0
        : method
            .findAttribute(Attributes.code())
            .map(code -> Math.max(0, BYTES - code.codeLength()))
            .orElse(0);
  }

  private static ClassTransform lengthened() {
    return (builder, element) -> {
      if (element instanceof MethodModel method && missing(method) > 0) {
        builder.transformMethod(method, lengthened(missing(method)));
      } else {
        builder.with(element);
      }
    };
  }

  private static MethodTransform lengthened(int count) {
    return (builder, element) -> {
      if (element instanceof CodeModel code) {
        builder.transformCode(code, CodeTransform.ofStateful(() -> new Prefix(count)));
      } else {
        builder.with(element);
      }
    };
  }

  /** Puts instructions in front of everything else, so that no jump leads to them. */
  private static final class Prefix implements CodeTransform {
    private int left;

    Prefix(int count) {
      left = count;
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      for (; left > 0; left--) {
        builder.nop();
      }
      builder.with(element);
    }
  }
}
