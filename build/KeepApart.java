import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes methods of the classes under a folder longer than those that C2 inlines, by instructions
 * that do nothing, and cost nothing once compiled: all methods of classes that are annotated with
 * {@code Apart}, and every method with a loop that reads or writes vectors in memory segments,
 * unless its class is annotated with {@code Apart(false)}.
 */
final class KeepApart {
  /** C2 inlines methods of up to 325 bytes (FreqInlineSize). */
  private static final int BYTES = 326;

  private static final Set<String> VECTORS = Set.of("fromMemorySegment", "intoMemorySegment");

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
      Optional<Boolean> apart = apart(model);
      if (apart.isPresent() && !apart.get()) {
        return;
      }
      boolean all = apart.isPresent();
      if (model.methods().stream().anyMatch(method -> missing(method, all) > 0)) {
        Files.write(path, format.transformClass(model, lengthened(all)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a class is annotated with, if it is: {@code @Apart} or {@code @Apart(false)}. */
  private static Optional<Boolean> apart(ClassModel model) {
    return model.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(attribute -> attribute.annotations().stream())
        .filter(annotation -> annotation.className().stringValue().endsWith("/Apart;"))
        .map(
            annotation ->
                annotation.elements().stream()
                    .noneMatch(element -> element.value().equals(AnnotationValue.ofBoolean(false))))
        .findAny();
  }

  /** The bytes that a method is short of, if it is to be apart. */
  private static int missing(MethodModel method, boolean all) {
    boolean constructs = method.methodName().stringValue().startsWith("<");
    return method
        .findAttribute(Attributes.code())
        .filter(code -> !constructs && (all || loopsOverVectors(code)))
        .map(code -> Math.max(0, BYTES - code.codeLength()))
        .orElse(0);
  }

  private static boolean loopsOverVectors(CodeAttribute code) {
    boolean vectors = false;
    boolean loops = false;
    Set<Label> passed = new HashSet<>();
    for (CodeElement element : code) {
      switch (element) {
        case LabelTarget target -> passed.add(target.label());
        case BranchInstruction branch -> loops |= passed.contains(branch.target());
        case InvokeInstruction call -> vectors |= VECTORS.contains(call.name().stringValue());
        default -> {}
      }
    }
    return vectors && loops;
  }

  private static ClassTransform lengthened(boolean all) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && missing(method, all) > 0) {
        builder.transformMethod(method, lengthened(missing(method, all)));
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
