package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.Annotation;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build has put what loops over vectors call into the loops, and made copies of templates. */
class FlattenTest {
  private static final String VECTOR = "Ljdk/incubator/vector/";

  /** Calls of these are never reached by copies for losses that are no such losses. */
  private static final List<Class<?>> SOME =
      List.of(VectorColumnLoss.class, VectorStagedLoss.class);

  @Test
  void loopsHandVectorsToMethodsOfTheJdkOnly() {
    Map<String, ClassModel> classes = KernelFiles.ending(".class");
    classes.values().removeIf(model -> annotated(model, "CopiedFor"));
    classes.putAll(KernelFiles.ending(".copy"));
    assertTrue(classes.size() > 100, "classes and copies are found");
    assertEquals(
        List.of(),
        classes.entrySet().stream()
            .flatMap(entry -> loops(entry.getValue()).flatMap(m -> calls(entry.getKey(), m)))
            .toList());
  }

  private static Stream<MethodModel> loops(ClassModel model) {
    return model.methods().stream()
        .filter(method -> !method.methodName().stringValue().startsWith("<"))
        .filter(method -> method.code().isPresent())
        .filter(
            method ->
                annotated(model, "Apart")
                    || SegmentsLawTest.isLoopOverVectors(method.code().get()));
  }

  private static Stream<String> calls(String file, MethodModel method) {
    return method
        .code()
        .orElseThrow()
        .elementStream()
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> call.owner().asInternalName().startsWith("dev/hayate/"))
        .filter(call -> call.type().stringValue().contains(VECTOR))
        .filter(call -> !isNeverReached(file, call))
        .map(call -> file + "." + method.methodName() + " calls " + call.name());
  }

  private static boolean isNeverReached(String file, InvokeInstruction call) {
    int end = file.lastIndexOf('.');
    return file.endsWith(".copy")
        && SOME.stream()
            .filter(type -> call.owner().asInternalName().endsWith("/" + type.getSimpleName()))
            .anyMatch(type -> !isBody(file.substring(file.indexOf('.') + 1, end), type));
  }

  private static boolean annotated(ClassModel model, String name) {
    List<Annotation> annotations =
        model
            .findAttribute(Attributes.runtimeInvisibleAnnotations())
            .map(attribute -> attribute.annotations())
            .orElse(List.of());
    return annotations.stream()
        .anyMatch(annotation -> annotation.className().stringValue().endsWith("/" + name + ";"));
  }

  @Test
  void eachBodyHasACopyOfEachTemplate() {
    Map<String, Class<?>> templates =
        Map.of(
            "ActivationLoopTemplate", VectorFunction.class,
            "FinishTemplate", VectorFunction.class,
            "PointLossTemplate", VectorPointLoss.class);
    Map<String, ClassModel> classes = KernelFiles.ending(".class");
    assertEquals(
        templates.keySet(),
        classes.entrySet().stream()
            .filter(entry -> annotated(entry.getValue(), "CopiedFor"))
            .map(entry -> entry.getKey().replace(".class", ""))
            .collect(Collectors.toSet()));
    templates.forEach(
        (template, type) -> {
          Set<String> bodies =
              classes.keySet().stream()
                  .map(file -> file.replace(".class", ""))
                  .filter(name -> isBody(name, type))
                  .collect(Collectors.toSet());
          assertFalse(bodies.isEmpty(), template);
          assertEquals(
              bodies.stream().map(b -> template + "." + b + ".copy").collect(Collectors.toSet()),
              KernelFiles.ending(".copy").keySet().stream()
                  .filter(file -> file.startsWith(template + "."))
                  .collect(Collectors.toSet()));
        });
  }

  private static boolean isBody(String name, Class<?> type) {
    try {
      Class<?> body =
          Class.forName(
              FlattenTest.class.getPackageName() + "." + name,
              false,
              FlattenTest.class.getClassLoader());
      return type.isAssignableFrom(body) && !body.isInterface();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
