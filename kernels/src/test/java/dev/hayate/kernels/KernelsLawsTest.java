package dev.hayate.kernels;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The laws of the house, as far as they bind the kernels. */
class KernelsLawsTest {
  private static final Path CLASSES = Path.of("target", "classes");

  private static final JavaClasses KERNELS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hayate");

  @Test
  void everyClassIsLookedAt() throws IOException {
    assertTrue(KERNELS.contain(Tensor.class));
    try (var files = Files.walk(CLASSES)) {
      long compiled =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.equals("module-info.class"))
              .count();
      assertEquals(compiled, KERNELS.size());
    }
  }

  @Test
  void leanOnTheJdkAlone() throws IOException {
    ModuleDescriptor module;
    try (InputStream descriptor = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(descriptor);
    }
    Set<String> foreign =
        module.requires().stream()
            .map(Requires::name)
            .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), foreign);
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.hayate.kernels..", "java..", "jdk.incubator.vector..", "jdk.jfr..")
        .check(KERNELS);
  }

  @Test
  void onlyOnePackageKnowsVectors() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hayate.kernels.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(KERNELS);
  }

  @Test
  void theApiDoesNotKnowItsBackends() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.hayate.kernels", "dev.hayate.kernels.activation..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.hayate.kernels.scalar..", "dev.hayate.kernels.vector..")
        .check(KERNELS);
  }
}
