import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the code of methods that take or give vectors in the place of their calls in loops over
 * vectors, and in the place of the calls in that code. So no loop depends on what C2 inlines: where
 * it does not, the vectors that are handed on become objects, for good, and it goes by what was
 * counted while other code, which waits for the compilers as well, was interpreted.
 *
 * <p>A template, a class annotated with {@code CopiedFor} an interface, is copied for each class
 * that implements it, whose methods take the place of the interface's. A copy keeps the template's
 * name, and is a file beside it: {@code Template.Body.copy}.
 */
final class Flatten {
  private final Map<String, ClassModel> classes = new TreeMap<>();

  /** Private fields by class whose code came into another one. */
  private final Map<String, Set<String>> shared = new TreeMap<>();

  private final Map<String, byte[]> originals = new HashMap<>();

  /**
   * Where code paths meet, the verifier wants to know what the classes of values have in common.
   */
  private final ClassFile format =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(this::classFile)
                  .orElse(ClassHierarchyResolver.defaultResolver())));

  /** The classes of one package, by their internal names. */
  Flatten(Iterable<byte[]> files) {
    for (byte[] file : files) {
      ClassModel model = ClassFile.of().parse(file);
      classes.put(model.thisClass().asInternalName(), model);
      originals.put(model.thisClass().asInternalName(), file);
    }
  }

  /** A class of the package, or one of vectors, whose module need not be in use here. */
  private InputStream classFile(ClassDesc type) {
    String name = internalName(type);
    Path file =
        FileSystems.getFileSystem(URI.create("jrt:/"))
            .getPath("/modules/jdk.incubator.vector", name + ".class");
    try {
      return originals.containsKey(name)
          ? new ByteArrayInputStream(originals.get(name))
          : Files.exists(file) ? Files.newInputStream(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The changed files and the copies, by their internal names with their endings. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    for (ClassModel model : classes.values()) {
      String name = model.thisClass().asInternalName();
      Optional<String> type = copiedFor(model);
      if (type.isEmpty()) {
        if (hasCalls(model)) {
          files.put(name + ".class", flattened(model, Optional.empty()));
        }
        continue;
      }
      for (ClassModel body : classes.values()) {
        if (implementsType(body, type.get())) {
          files.put(name + "." + simpleName(body) + ".copy", flattened(model, Optional.of(body)));
        }
      }
    }
    shared.forEach(
        (owner, fields) -> {
          String file = owner + ".class";
          ClassModel model =
              files.containsKey(file) ? ClassFile.of().parse(files.get(file)) : classes.get(owner);
          files.put(file, opened(model, fields));
        });
    return files;
  }

  /** Whether a class is a template, which itself is never run. */
  static boolean isTemplate(byte[] file) {
    return copiedFor(ClassFile.of().parse(file)).isPresent();
  }

  private static Optional<String> copiedFor(ClassModel model) {
    return VectorLoops.annotation(model, "CopiedFor")
        .map(annotation -> annotation.elements().getFirst().value())
        .map(value -> internalName(((AnnotationValue.OfClass) value).classSymbol()));
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return descriptor.substring(1, descriptor.length() - 1);
  }

  private static String simpleName(ClassModel model) {
    String name = model.thisClass().asInternalName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private boolean implementsType(ClassModel model, String type) {
    boolean isClass = !model.flags().has(AccessFlag.INTERFACE);
    return isClass && model.interfaces().stream().anyMatch(face -> is(face.asInternalName(), type));
  }

  private boolean is(String face, String type) {
    ClassModel model = classes.get(face);
    return face.equals(type)
        || (model != null
            && model.interfaces().stream().anyMatch(above -> is(above.asInternalName(), type)));
  }

  private boolean hasCalls(ClassModel model) {
    return model.methods().stream()
        .filter(method -> VectorLoops.isOne(model, method))
        .flatMap(method -> method.code().stream())
        .flatMap(CodeModel::elementStream)
        .anyMatch(
            element ->
                element instanceof InvokeInstruction call
                    && callee(call, Optional.empty()).isPresent());
  }

  private byte[] flattened(ClassModel model, Optional<ClassModel> body) {
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method && VectorLoops.isOne(model, method)) {
            builder.transformMethod(
                method,
                (methodBuilder, part) -> {
                  if (part instanceof CodeModel code) {
                    methodBuilder.withCode(to -> new Inlining(to, model, body).copy(code));
                  } else {
                    methodBuilder.with(part);
                  }
                });
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(model, transform);
  }

  /** What is called, if it is of the package, takes or gives vectors, and is to be inlined. */
  private Optional<Callee> callee(InvokeInstruction call, Optional<ClassModel> body) {
    if (!call.type().stringValue().contains("Ljdk/incubator/vector/")) {
      return Optional.empty();
    }
    boolean byInterface = call.opcode() == Opcode.INVOKEINTERFACE;
    Optional<ClassModel> owner =
        byInterface ? body : Optional.ofNullable(classes.get(call.owner().asInternalName()));
    return owner.flatMap(
        model ->
            model.methods().stream()
                .filter(
                    method ->
                        method.methodName().equalsString(call.name().stringValue())
                            && method.methodType().equalsString(call.type().stringValue()))
                .findAny()
                .map(method -> new Callee(model, method)));
  }

  private record Callee(ClassModel owner, MethodModel method) {
    boolean isStatic() {
      return method.flags().has(AccessFlag.STATIC);
    }
  }

  /** A class whose named fields can be read by the other classes of its package. */
  private static byte[] opened(ClassModel model, Set<String> fields) {
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof FieldModel field
              && fields.contains(field.fieldName().stringValue())) {
            builder.transformField(
                field,
                (to, part) -> {
                  if (part instanceof AccessFlags flags) {
                    to.withFlags(flags.flagsMask() & ~ClassFile.ACC_PRIVATE);
                  } else {
                    to.with(part);
                  }
                });
          } else {
            builder.with(element);
          }
        };
    return ClassFile.of().transformClass(model, transform);
  }

  /** Copies the code of a method, and of what it calls. */
  private final class Inlining {
    private final CodeBuilder to;
    private final ClassModel into;
    private final Optional<ClassModel> body;

    Inlining(CodeBuilder to, ClassModel into, Optional<ClassModel> body) {
      this.to = to;
      this.into = into;
      this.body = body;
    }

    /**
     * The method that all becomes a part of: whatever is no such call stays as it is. In a copy, of
     * which stack traces tell nothing, lines and names of variables are left out.
     */
    void copy(CodeModel code) {
      int locals = locals(code);
      for (CodeElement element : code) {
        if (element instanceof InvokeInstruction call) {
          pass(call, locals);
        } else if (body.isEmpty() || isCode(element) || element instanceof ExceptionCatch) {
          to.with(element);
        }
      }
    }

    private void pass(InvokeInstruction call, int firstLocal) {
      Optional<Callee> callee = callee(call, body);
      if (callee.isPresent()) {
        inline(callee.get(), firstLocal);
      } else {
        to.with(call);
      }
    }

    private static int locals(CodeModel code) {
      return ((CodeAttribute) code).maxLocals();
    }

    /** Moves the arguments from the stack to new local variables, and copies the code. */
    private void inline(Callee callee, int first) {
      CodeModel code = callee.method().code().orElseThrow(() -> refuse(callee, "has no code"));
      if (!code.exceptionHandlers().isEmpty()) {
        throw refuse(callee, "catches exceptions");
      }
      store(callee, first);
      Map<Label, Label> labels = new HashMap<>();
      Label end = to.newLabel();
      List<CodeElement> elements = code.elementStream().filter(Inlining::isCode).toList();
      for (CodeElement element : elements) {
        boolean last = element == elements.getLast();
        switch (element) {
          case LoadInstruction load -> to.loadLocal(load.typeKind(), first + load.slot());
          case StoreInstruction store -> to.storeLocal(store.typeKind(), first + store.slot());
          case IncrementInstruction add -> to.iinc(first + add.slot(), add.constant());
          case LabelTarget target ->
              to.labelBinding(labels.computeIfAbsent(target.label(), label -> to.newLabel()));
          case BranchInstruction branch ->
              to.branch(
                  branch.opcode(), labels.computeIfAbsent(branch.target(), label -> to.newLabel()));
          case ReturnInstruction back -> {
            if (!last) {
              to.goto_(end);
            }
          }
          case InvokeInstruction call -> pass(call, first + locals(code));
          case LookupSwitchInstruction by -> throw refuse(callee, "has a switch");
          case TableSwitchInstruction by -> throw refuse(callee, "has a switch");
          case FieldInstruction field -> {
            share(field);
            to.with(field);
          }
          default -> to.with(element);
        }
      }
      to.labelBinding(end);
    }

    /** Labels and instructions; not what is said about them. */
    private static boolean isCode(CodeElement element) {
      return element instanceof LabelTarget || !(element instanceof PseudoInstruction);
    }

    private void store(Callee callee, int first) {
      MethodTypeDesc type = callee.method().methodTypeSymbol();
      int slot = first + (callee.isStatic() ? 0 : 1);
      for (ClassDesc parameter : type.parameterList()) {
        slot += TypeKind.from(parameter).slotSize();
      }
      for (int i = type.parameterCount() - 1; i >= 0; i--) {
        TypeKind kind = TypeKind.from(type.parameterType(i));
        slot -= kind.slotSize();
        to.storeLocal(kind, slot);
      }
      if (!callee.isStatic()) {
        to.checkcast(callee.owner().thisClass().asSymbol()).astore(first);
      }
    }

    /** Sees to it that a field can be read here. */
    private void share(FieldInstruction field) {
      ClassModel owner = classes.get(field.owner().asInternalName());
      if (owner != null && owner != into) {
        owner.fields().stream()
            .filter(f -> f.fieldName().equalsString(field.name().stringValue()))
            .filter(f -> f.flags().has(AccessFlag.PRIVATE))
            .forEach(
                f ->
                    shared
                        .computeIfAbsent(field.owner().asInternalName(), o -> new HashSet<>())
                        .add(field.name().stringValue()));
      }
    }

    private IllegalStateException refuse(Callee callee, String what) {
      return new IllegalStateException(
          simpleName(into)
              + ": cannot inline "
              + simpleName(callee.owner())
              + "."
              + callee.method().methodName()
              + ", which "
              + what);
    }
  }
}
