package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The build has made the loops that must not be inlined longer than what C2 inlines. */
class ApartTest {
  private static final int MOST_INLINED = 325;

  @Test
  void methodsAreTooLongToBeInlined() {
    for (Class<?> loops :
        List.of(
            ActivationLoopTemplate.class,
            FinishTemplate.class,
            PointLossTemplate.class,
            ExponentialLoops.class,
            GateLoops.class)) {
      List<MethodModel> methods =
          ClassFile.of().parse(ActivationLoops.classFile(loops)).methods().stream()
              .filter(method -> !method.methodName().stringValue().startsWith("<"))
              .toList();
      assertFalse(methods.isEmpty(), loops::getName);
      assertEquals(
          List.of(),
          methods.stream()
              .filter(
                  method ->
                      method.findAttribute(Attributes.code()).orElseThrow().codeLength()
                          <= MOST_INLINED)
              .map(method -> loops.getSimpleName() + "." + method.methodName())
              .toList());
    }
  }
}
