package dev.hayate.nn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Strictness;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The laws of the house, as far as they bind nn. */
class NnLawsTest {
  private static final JavaClasses NN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hayate.nn");

  @Test
  void everyClassIsLookedAt() throws IOException {
    try (var files = Files.walk(Path.of("target", "classes"))) {
      long compiled =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.equals("module-info.class"))
              .count();
      assertEquals(compiled, NN.size());
    }
  }

  @Test
  void doesNotKnowVectors() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .allowEmptyShould(true)
        .check(NN);
  }

  @Test
  void doesNotKnowWhichBackendItRunsOn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hayate.kernels.scalar..",
            "dev.hayate.kernels.vector..",
            "dev.hayate.blas..",
            "dev.hayate.cuda..")
        .check(NN);
  }

  @Test
  void onlyFormatsKnowJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hayate.nn.format..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.gson..")
        .check(NN);
  }

  @Test
  void onlyFormatsAndDataKnowCsv() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hayate.nn.format..", "dev.hayate.nn.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("de.siegmar.fastcsv..")
        .check(NN);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hayate.nn.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(NN);
  }

  @Test
  void nothingElseKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hayate.nn.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.hayate.nn.cli..")
        .check(NN);
  }

  /**
   * A library that is neither the JDK's nor listed above must be let in here by name. Gson reads
   * and writes the JSON in model files: its tokens alone, for its mapping of objects looks into
   * whatever it is given and sets up tables at every start.
   */
  @Test
  void knowsNoOtherLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                JavaClass.Predicates.resideInAnyPackage(
                        "java..",
                        "jdk.jfr..",
                        "com.sun.management..",
                        "dev.hayate.kernels..",
                        "dev.hayate.nn..",
                        "com.google.gson.stream",
                        "de.siegmar.fastcsv..",
                        "picocli..",
                        "org.jspecify.annotations..")
                    .or(JavaClass.Predicates.equivalentTo(Strictness.class))))
        .check(NN);
  }
}
