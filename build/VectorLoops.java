import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which compiled methods have loops over vectors, or are annotated as if they had. */
final class VectorLoops {
  private static final Set<String> VECTORS = Set.of("fromMemorySegment", "intoMemorySegment");

  private VectorLoops() {}

  /**
   * Whether a method is one: it has a loop that reads or writes vectors in memory segments, or it
   * is a method of a class that is annotated with {@code Apart}.
   */
  static boolean isOne(ClassModel model, MethodModel method) {
    boolean constructs = method.methodName().stringValue().startsWith("<");
    return !constructs
        && method.code().isPresent()
        && (apart(model).orElse(false) || loopsOverVectors(method.code().get()));
  }

  /** What a class is annotated with, if it is: {@code @Apart} or {@code @Apart(false)}. */
  static Optional<Boolean> apart(ClassModel model) {
    return annotation(model, "Apart")
        .map(
            annotation ->
                annotation.elements().stream()
                    .noneMatch(
                        element -> element.value().equals(AnnotationValue.ofBoolean(false))));
  }

  /** The annotation of a simple name that a class has. */
  static Optional<Annotation> annotation(ClassModel model, String name) {
    return model.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(attribute -> attribute.annotations().stream())
        .filter(annotation -> annotation.className().stringValue().endsWith("/" + name + ";"))
        .findAny();
  }

  private static boolean loopsOverVectors(CodeModel code) {
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
}
