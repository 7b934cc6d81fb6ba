package dev.hayate.blas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The laws of the house, as far as they bind this module. */
class NativeLawsTest {
  private static final JavaClasses NATIVE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hayate.blas");

  @Test
  void everyClassIsLookedAt() throws IOException {
    try (var files = Files.walk(Path.of("target", "classes"))) {
      long compiled =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.equals("module-info.class"))
              .count();
      assertEquals(compiled, NATIVE.size());
    }
  }

  @Test
  void leansOnTheKernelsApiAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.hayate.blas..", "dev.hayate.kernels", "dev.hayate.kernels.parallel", "java..")
        .check(NATIVE);
  }

  @Test
  void bindingsLeanOnTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("dev.hayate.blas.binding..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.hayate.blas.binding..", "java..")
        .check(NATIVE);
  }

  @Test
  void onlyTheProviderIsPublic() {
    noClasses()
        .that()
        .resideInAPackage("dev.hayate.blas")
        .and()
        .doNotHaveSimpleName("OpenBlasProvider")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .bePublic()
        .check(NATIVE);
  }
}
