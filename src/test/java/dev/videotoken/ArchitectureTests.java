package dev.videotoken;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RestController;

/** The arrows of the root package, and what else the packages keep to. */
class ArchitectureTests {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.videotoken");

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of(
                        "packages use each other along the arrows",
                        layeredArchitecture()
                                .consideringOnlyDependenciesInLayers()
                                .layer("token")
                                .definedBy("dev.videotoken.token..")
                                .layer("room")
                                .definedBy("dev.videotoken.room..")
                                .layer("twilio")
                                .definedBy("dev.videotoken.twilio..")
                                .layer("sandbox")
                                .definedBy("dev.videotoken.sandbox..")
                                .layer("web")
                                .definedBy("dev.videotoken.web..")
                                .layer("access")
                                .definedBy("dev.videotoken.access..")
                                .layer("page")
                                .definedBy("dev.videotoken.page..")
                                .whereLayer("page")
                                .mayNotBeAccessedByAnyLayer()
                                .whereLayer("page")
                                .mayNotAccessAnyLayer()
                                .layer("docs")
                                .definedBy("dev.videotoken.docs..")
                                .whereLayer("docs")
                                .mayNotBeAccessedByAnyLayer()
                                .whereLayer("token")
                                .mayNotBeAccessedByAnyLayer()
                                .whereLayer("web")
                                .mayNotBeAccessedByAnyLayer()
                                .whereLayer("sandbox")
                                .mayNotBeAccessedByAnyLayer()
                                .whereLayer("access")
                                .mayOnlyBeAccessedByLayers("token", "web")
                                .whereLayer("room")
                                .mayOnlyBeAccessedByLayers("token", "web", "docs")
                                .whereLayer("twilio")
                                .mayOnlyBeAccessedByLayers("token", "room", "sandbox")),
                Named.of(
                        "web knows of room and access only their exceptions",
                        noClasses()
                                .that()
                                .resideInAPackage("dev.videotoken.web..")
                                .should()
                                .dependOnClassesThat(
                                        resideInAnyPackage("dev.videotoken.room..", "dev.videotoken.access..")
                                                .and(describe(
                                                        "are not the exceptions",
                                                        type -> !type.getName().matches(".*Exception(\\$.*)?"))))),
                Named.of(
                        "of the root package the others use what keeps time alone",
                        noClasses()
                                .that()
                                .resideInAPackage("dev.videotoken.*..")
                                .should()
                                .dependOnClassesThat(resideInAPackage("dev.videotoken")
                                        .and(describe(
                                                "do not keep time",
                                                type -> !Set.of("NanoTime", "OnceAMinute")
                                                        .contains(type.getSimpleName()))))),
                Named.of(
                        "Twilio's SDK stays where it is called",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "dev.videotoken.twilio..",
                                        "dev.videotoken.room..",
                                        "dev.videotoken.token..",
                                        "dev.videotoken.sandbox..")
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("com.twilio.."))),
                Named.of(
                        "Twilio's static client is not used",
                        noClasses()
                                .should()
                                .callMethod(com.twilio.Twilio.class, "init", String.class, String.class)
                                .orShould()
                                .callMethod(com.twilio.Twilio.class, "getRestClient")),
                Named.of(
                        "controllers and configurations are not public",
                        classes()
                                .that()
                                .areAnnotatedWith(RestController.class)
                                .or()
                                .areMetaAnnotatedWith(Configuration.class)
                                .should()
                                .bePackagePrivate()),
                Named.of(
                        "beans are not public",
                        methods().that().areAnnotatedWith(Bean.class).should().notBePublic()),
                Named.of("nothing is injected into fields", noFields().should().beAnnotatedWith(Autowired.class)),
                Named.of(
                        "time is injected, and nobody sleeps",
                        noClasses()
                                .that()
                                .doNotHaveSimpleName("VideoTokenApplication")
                                .should()
                                .accessTargetWhere(target(describe(
                                        "tell the time or sleep",
                                        unit -> (unit.getOwner()
                                                                .getPackageName()
                                                                .equals("java.time")
                                                        && unit.getName().equals("now"))
                                                || (unit.getOwner().isEquivalentTo(Clock.class)
                                                        && unit.getName().startsWith("system"))
                                                || unit.getOwner().isEquivalentTo(Date.class)
                                                || (unit.getOwner().isEquivalentTo(System.class)
                                                        && Set.of("currentTimeMillis", "nanoTime")
                                                                .contains(unit.getName()))
                                                || (unit.getOwner().isEquivalentTo(Thread.class)
                                                        && unit.getName().equals("sleep")))))),
                Named.of(
                        "the machine's clock is asked where the service is put together, and nowhere else",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.videotoken")
                                .should()
                                .callMethod(InstantSource.class, "system")));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(ALL);
    }
}
