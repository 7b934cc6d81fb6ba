package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every loop over vectors in memory first asks its segments whether they are native, as {@link
 * Lanes} says. Where it does not, it is as fast in tests and in benchmarks, but five to ten times
 * slower in a process in which anybody else reads vectors from the heap.
 */
class SegmentsLawTest {
  @Test
  void everyLoopAsksItsSegments() {
    List<String> wrong = new ArrayList<>();
    int loops = 0;
    for (ClassModel model : KernelFiles.ending(".class").values()) {
      for (MethodModel method : model.methods()) {
        if (method.code().isPresent() && isLoopOverVectors(method.code().get())) {
          loops++;
          if (!asks(method) && callers(model, method).noneMatch(SegmentsLawTest::asks)) {
            wrong.add(model.thisClass().asInternalName() + "." + method.methodName());
          }
        }
      }
    }
    assertTrue(loops > 20, "loops are recognised");
    assertEquals(List.of(), wrong);
  }

  static boolean isLoopOverVectors(CodeModel code) {
    Set<Object> passed = new HashSet<>();
    boolean loops = false;
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
      }
      loops |= element instanceof BranchInstruction branch && passed.contains(branch.target());
    }
    return loops && (calls(code, "fromMemorySegment") || calls(code, "intoMemorySegment"));
  }

  private static boolean asks(MethodModel method) {
    return calls(method.code().orElseThrow(), "isNative");
  }

  /** The methods of the same class that call one: it is compiled into them, as a rule. */
  private static Stream<MethodModel> callers(ClassModel model, MethodModel callee) {
    return model.methods().stream()
        .filter(method -> method.code().isPresent())
        .filter(method -> calls(method.code().get(), callee.methodName().stringValue()));
  }

  private static boolean calls(CodeModel code, String method) {
    return code.elementStream()
        .anyMatch(
            element ->
                element instanceof InvokeInstruction call && call.name().equalsString(method));
  }
}
