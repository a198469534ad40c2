package dev.changeover.core.heroku;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HerokuPackageTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.changeover.core.heroku");

  @Test
  void onlyTheTransportKnowsTheHttpClient() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.HttpTransport(\\$.*)?")
        .and()
        .doNotHaveSimpleName("LimitedBody")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(classes);
  }

  @Test
  void showsFewTypes() {
    assertThat(classes)
        .filteredOn(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
        .filteredOn(JavaClass::isTopLevelClass)
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder(
            "Credentials",
            "HerokuClient",
            "Hosts",
            "HttpTransport",
            "Remembered",
            "SendResult",
            "TooLateException",
            "Transport");
  }
}
