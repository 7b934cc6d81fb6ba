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

/**
 * Makes loops over vectors longer than what C2 inlines, by instructions that do nothing, and cost
 * nothing once compiled, unless their class is annotated with {@code Apart(false)}.
 */
final class KeepApart {
  /** C2 inlines methods of up to 325 bytes (FreqInlineSize). */
  private static final int BYTES = 326;

  private KeepApart() {}

  /** A class with its loops made longer. */
  static byte[] lengthenedLoops(byte[] file) {
    ClassFile format = ClassFile.of();
    ClassModel model = format.parse(file);
    boolean declined = !VectorLoops.apart(model).orElse(true);
    return declined || model.methods().stream().noneMatch(method -> missing(model, method) > 0)
        ? file
        : format.transformClass(model, lengthened(model));
  }

  /** The bytes that a method is short of, if it is to be apart. */
  private static int missing(ClassModel model, MethodModel method) {
    return method
        .findAttribute(Attributes.code())
        .filter(code -> VectorLoops.isOne(model, method))
        .map(code -> Math.max(0, BYTES - code.codeLength()))
        .orElse(0);
  }

  private static ClassTransform lengthened(ClassModel model) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && missing(model, method) > 0) {
        builder.transformMethod(method, lengthened(missing(model, method)));
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
