package org.oisp.gateway.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.registry.Mailbox;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Sinks;

/** The rules of CONTRIBUTING.md that bytecode shows: dependencies, blocking calls and names. */
class ArchitectureIT {

    private static final String ROOT = "org.oisp.gateway";

    private static final int MAX_PARAMETERS = 7;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void thePackagesOfTheCoreUseWhatTheTableAllows() {
        mayUse("device");
        mayUse("memory");
        mayUse("protocol", "device");
        mayUse("json", "protocol");
        mayUse("pem");
        mayUse("telemetry", "json", "protocol", "device");
        mayUse("limits", "telemetry");
        mayUse("database", "device", "telemetry");
        mayUse("receipt", "protocol", "device", "telemetry");
        mayUse("registry", "receipt", "memory", "protocol", "device", "telemetry");
        mayUse("auth", "database", "pem", "protocol", "device", "telemetry");
        mayUse("cluster", "auth", "database", "registry", "protocol", "device", "telemetry");
        mayUse("routing", "cluster", "json", "receipt", "registry", "memory", "protocol", "device", "telemetry");
        mayUse(
                "session",
                "auth",
                "cluster",
                "limits",
                "receipt",
                "registry",
                "routing",
                "memory",
                "protocol",
                "device",
                "telemetry");
        mayUse(
                "operations",
                "auth",
                "cluster",
                "database",
                "json",
                "limits",
                "receipt",
                "registry",
                "routing",
                "protocol",
                "device",
                "telemetry");
    }

    private static void mayUse(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + "." + name + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + "." + others[i] + "..";
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(describe("not allowed to " + name, (JavaClass used) -> !resideInAny(used, allowed))))
                .check(CODE);
    }

    private static boolean resideInAny(JavaClass used, String... packages) {
        for (String allowed : packages) {
            if (resideInAPackage(allowed).test(used)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theCoreKnowsNoSocketAndNoServer() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackages(ROOT + ".server..", ROOT + ".client..", ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "reactor.netty..",
                        "io.lettuce..",
                        "org.apache.kafka..",
                        ROOT + ".server..",
                        ROOT + ".client..",
                        ROOT + ".cli..")
                .because("gateway-core is the gateway without its sockets; put it into gateway-server")
                .check(CODE);
    }

    @Test
    void theClientStandsAlone() {
        mayUse("client");
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".client..", ROOT + ".cli..")
                .because("only the commands of gateway-cli talk to a gateway, and a gateway knows nothing of them")
                .check(CODE);
    }

    @Test
    void thePartsOfTheCommandLineUseWhatTheTableAllows() {
        mayUse("cli.dev", "auth.token", "device");
        mayUse("cli.client", "cli.dev", "client", "server.command", "server.config", "server.secret");
        mayUse("cli.fleet", "cli.client", "cli.dev", "client", "server.command", "device");
    }

    @Test
    void thePartsOfTheServerDoNotSeeEachOther() {
        // config assembles the settings of the other parts; the commands use all of them.
        for (String part : new String[] {
            "socket",
            "management",
            "database",
            "kafka",
            "keycloak",
            "redis",
            "secret",
            "certificate",
            "resolver",
            "logging",
            "tracing"
        }) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".server." + part + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + ".server..")
                            .and(describe(
                                    "another part",
                                    (JavaClass used) -> !resideInAny(
                                            used,
                                            ROOT + ".server." + part + "..",
                                            ROOT + ".server.secret..",
                                            ROOT + ".server.certificate..",
                                            ROOT + ".server.resolver..",
                                            ROOT + ".server.accept.."))))
                    .because("GatewayServer puts them together")
                    .check(CODE);
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".server.config..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".server..")
                        .and(describe(
                                "more than settings",
                                (JavaClass used) ->
                                        !resideInAny(used, ROOT + ".server.config..", ROOT + ".server.secret..")
                                                && !used.getSimpleName().endsWith("Settings")
                                                && !(used.getEnclosingClass().isPresent()
                                                        && used.getEnclosingClass()
                                                                .get()
                                                                .getSimpleName()
                                                                .endsWith("Settings")))))
                .check(CODE);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching(ROOT + ".cluster.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching(ROOT + ".operations.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching(ROOT + ".server.(*)..").should().beFreeOfCycles().check(CODE);
        slices().matching(ROOT + ".cli.(*)..").should().beFreeOfCycles().check(CODE);
    }

    /** A simple name in a search, a log or a stack trace must identify one type. */
    @Test
    void noTwoTypesHaveTheSameSimpleName() {
        Map<String, List<String>> bySimpleName = CODE.stream()
                .filter(type ->
                        !type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));
        bySimpleName.values().removeIf(types -> types.size() == 1);
        assertThat(bySimpleName).isEmpty();
    }

    @Test
    void noParameterListIsLongerThanSeven() {
        List<String> longer = CODE.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !unit.getOwner().isEnum())
                .filter(unit -> unit.getRawParameterTypes().size() > MAX_PARAMETERS)
                .map(unit -> unit.getFullName())
                .sorted()
                .toList();
        assertThat(longer).as("group what belongs together in a record").isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should()
                .bePackagePrivate()
                .orShould()
                .notBePackagePrivate()
                .andShould(new com.tngtech.archunit.lang.ArchCondition<>("be in a package annotated with @NullMarked") {
                    @Override
                    public void check(JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                    type, type.getPackageName() + " has no @NullMarked package-info"));
                        }
                    }
                })
                .check(CODE);
    }

    @Test
    void nothingBlocksOrSubscribesButWhoeverPutsItTogether() {
        // An operator passes a CoreSubscriber on; that does not run a flux.
        DescribedPredicate<JavaCall<?>> handsOn = target(rawParameterTypes(CoreSubscriber.class));
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".server.command..", ROOT + ".cli..")
                .and()
                // Restarts fluxes that end, and logs it.
                .doNotHaveFullyQualifiedName(ROOT + ".server.lifecycle.BackgroundTasks")
                .and()
                // Runs a client until its end, and keeps the subscription.
                .doNotHaveFullyQualifiedName(ROOT + ".client.ReconnectingConnection")
                .should()
                .callMethodWhere(target(nameMatching("block.*|subscribe"))
                        .and(target(owner(assignableTo(Publisher.class))))
                        .and(not(handsOn)))
                .because("a flux is returned to whoever composes it; only BackgroundTasks and the commands run one")
                .check(CODE);
    }

    @Test
    void onlyTheMailboxHasSinks() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Mailbox.class)
                .should()
                .dependOnClassesThat(assignableTo(Sinks.Many.class)
                        .or(assignableTo(Sinks.One.class))
                        .or(assignableTo(Sinks.class)))
                .because("emits are looked at in one place; post to a mailbox")
                .check(CODE);
    }

    @Test
    void thereIsNoStaticStateAndNoStandardStream() {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal()
                .because("state that changes belongs to an object that somebody made")
                .check(CODE);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.oisp.gateway.server.command.GatewayLauncher")
                .and()
                .doNotHaveFullyQualifiedName("org.oisp.gateway.cli.GatewayMain")
                .and()
                .doNotHaveFullyQualifiedName("org.oisp.gateway.cli.InterruptibleCommand")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .because("commands have theirs of picocli, but for what is before it or as the process ends")
                .check(CODE);
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CODE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper|Common)(\\$.*)?")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .because("such a name fits everything: say what it does")
                .check(CODE);
    }
}
