package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The build has made the loops that must not be inlined longer than what C2 inlines. */
class ApartTest {
  private static final int MOST_INLINED = 325;

  private static List<MethodModel> methods(Class<?> loops) {
    return ClassFile.of().parse(Templates.classFile(loops)).methods().stream()
        .filter(method -> !method.methodName().stringValue().startsWith("<"))
        .toList();
  }

  private static boolean mayBeInlined(MethodModel method) {
    return method.findAttribute(Attributes.code()).orElseThrow().codeLength() <= MOST_INLINED;
  }

  @Test
  void methodsAreTooLongToBeInlined() {
    for (Class<?> loops :
        List.of(
            ExponentialLoops.class,
            GaussianLoops.class,
            LikelihoodLoops.class,
            MarginLoops.class,
            GateLoops.class)) {
      assertFalse(methods(loops).isEmpty(), loops::getName);
      assertEquals(
          List.of(),
          methods(loops).stream()
              .filter(ApartTest::mayBeInlined)
              .map(method -> loops.getSimpleName() + "." + method.methodName())
              .toList());
    }
  }

  @Test
  void methodsOfCopiesAreTooLongToBeInlined() {
    KernelFiles.ending(".copy")
        .forEach(
            (file, copy) ->
                assertEquals(
                    List.of(),
                    copy.methods().stream()
                        .filter(method -> !method.methodName().stringValue().startsWith("<"))
                        .filter(ApartTest::mayBeInlined)
                        .map(method -> file + ": " + method.methodName())
                        .toList()));
  }

  /** Where a class has no annotation, its loops over vectors, and nothing else. */
  @Test
  void loopsOverVectorsAreTooLongToBeInlined() {
    Map<Class<?>, List<String>> shortMethods =
        Map.of(
            VectorLosses.class, List.of("differences", "squares"),
            RowPasses.class, List.of("scale", "maxOfFours"),
            SgdPass.class, List.of("heavyBall", "nesterov"));
    shortMethods.forEach(
        (loops, names) -> {
          for (String name : names) {
            List<MethodModel> named =
                methods(loops).stream()
                    .filter(method -> method.methodName().equalsString(name))
                    .toList();
            assertEquals(1, named.size(), () -> loops.getSimpleName() + "." + name);
            assertFalse(mayBeInlined(named.get(0)), () -> loops.getSimpleName() + "." + name);
          }
          assertTrue(methods(loops).stream().anyMatch(ApartTest::mayBeInlined), loops::getName);
        });
  }

  /** Where the annotation says so, loops may be inlined. */
  @Test
  void loopsMayDecline() {
    assertTrue(
        methods(DotRow.class).stream()
            .filter(method -> method.methodName().equalsString("shortRows"))
            .findFirst()
            .filter(ApartTest::mayBeInlined)
            .isPresent());
  }
}
