package org.oisp.gateway.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types of one package depend on each other in one direction only, unless a comment says why they do not. */
class ClassCyclesIT {

    private static final String ROOT = "org.oisp.gateway";

    /** What such a comment says. */
    private static final String REASON = "know each other";

    private static final Pattern LINE_BREAKS = Pattern.compile("\\s+(\\*\\s+)?");

    /** The types of a cycle. In each, the Javadoc of at least one type gives the reason. */
    private static final List<Set<String>> WITH_A_REASON = List.of(
            Set.of("AdmissionGate", "AdmissionPermit"),
            Set.of("JsonMembers", "JsonObjectWriter"),
            Set.of("HeldMemory", "MemoryBudget"),
            Set.of("TrackedActuation", "WaitingPlace"),
            Set.of("FairSenderQueue", "MailboxQueue"),
            Set.of("Mailbox", "MailboxReader"),
            Set.of("ActuationObserver", "TracedDeliveryObserver"),
            Set.of("CloseFrame", "Outbound", "Reply"),
            Set.of("LiveFeed", "Viewer", "ViewerTable"),
            Set.of("RegistrationAttempt", "Session"),
            Set.of("OriginSettings", "MisuseSettings"),
            Set.of("SpannedTrace", "TraceWriter"),
            Set.of("ConnectionAttempt", "ReconnectingConnection"));

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void theTypesOfAPackageDependOnEachOtherInOneDirection() {
        List<String> cycles = CODE.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .sorted()
                .flatMap(name -> cyclesIn(name).stream())
                .toList();
        assertThat(cycles).isEmpty();
    }

    @Test
    void theOthersHaveAReason() throws IOException {
        Set<String> explained = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Documents.HOME)) {
            for (Path file : files.filter(ClassCyclesIT::isSource).toList()) {
                if (LINE_BREAKS.matcher(Files.readString(file)).replaceAll(" ").contains(REASON)) {
                    explained.add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertThat(WITH_A_REASON).allSatisfy(types -> assertThat(explained).containsAnyElementsOf(types));
    }

    private static boolean isSource(Path path) {
        return path.toString().contains("/src/main/java/") && path.toString().endsWith(".java");
    }

    private static List<String> cyclesIn(String packageName) {
        return slices().assignedFrom(new TopLevelTypes(packageName))
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .evaluate(CODE.that(resideInAPackage(packageName)))
                .getFailureReport()
                .getDetails();
    }

    /** A slice for each type of a package that is not nested, with what is nested in it. The types of a cycle with a reason are one slice. */
    private record TopLevelTypes(String packageName) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().equals(packageName)) {
                return SliceIdentifier.ignore();
            }
            String name = type.getName().substring(packageName.length() + 1).replaceFirst("\\$.*", "");
            return SliceIdentifier.of(WITH_A_REASON.stream()
                    .filter(types -> types.contains(name))
                    .map(Object::toString)
                    .findFirst()
                    .orElse(name));
        }

        @Override
        public String getDescription() {
            return "types of " + packageName;
        }
    }
}
