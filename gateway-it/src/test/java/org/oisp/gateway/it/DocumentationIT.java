package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.telemetry.ExplainedTag;

/** The tables of the documents against the program. */
class DocumentationIT {

    private static final String METRICS = "docs/metrics.md";
    private static final int MAX_README_LINES = 200;
    /** Texts of other programs that the documents quote, or commands. */
    private static final Set<String> OTHER_TEXTS = Set.of(
            "idle in transaction",
            "jcmd PID Thread.print",
            "no pg_hba.conf entry",
            "pg_hba.conf rejects connection",
            "redis-cli ACL GETUSER gateway",
            "sysctl fs.file-max fs.nr_open",
            "unable to get local issuer certificate",
            "unsupported startup parameter",
            "wrong version number");

    /** Names in the documents that look like types of this project: types of libraries, and values of Kubernetes, systemd and the JVM. */
    private static final Set<String> OTHER_NAMES = Set.of(
            "AlwaysAllow",
            "AtomicBoolean",
            "CompletableFuture",
            "EnumMap",
            "EventSource",
            "FuzzedDataProvider",
            "HashedWheelTimer",
            "HttpServer",
            "IdleStateHandler",
            "IfNotPresent",
            "MetaspaceSize",
            "NoSuchFieldError",
            "RestartPreventExitStatus",
            "RollingUpdate",
            "RuntimeDefault",
            "SslContext",
            "TcpServer",
            "Utf8FrameValidator",
            "WebSocket13FrameDecoder",
            "WebSocket13FrameEncoder",
            "WebSocketFrameAggregator");

    @Test
    void theReadmeIsShort() {
        assertThat(Documents.lines("README.md")).hasSizeLessThanOrEqualTo(MAX_README_LINES);
    }

    @Test
    void theMapNamesEveryDocument() {
        Path docs = Documents.HOME.resolve("docs");
        Path map = docs.resolve("README.md");
        List<String> named = Documents.find(Documents.text(map), "]\\(([^)#]+)\\)");
        assertThat(Documents.all().stream()
                        .filter(document -> document.startsWith(docs) && !document.equals(map))
                        .map(document -> docs.relativize(document).toString()))
                .isNotEmpty()
                .allSatisfy(document -> assertThat(named).contains(document));
    }

    @Test
    void everyMeterOfTheGatewayIsExplainedAndNoOther() {
        String metrics = Documents.text(METRICS);
        List<String> meters;
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared())) {
            meters = gateway.management("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE gateway_"))
                    .map(line -> line.split(" ")[2])
                    // The recent maximum, which every timer has.
                    .filter(meter -> !meter.endsWith("_max"))
                    .toList();
        }
        assertThat(meters).isNotEmpty().allSatisfy(meter -> assertThat(metrics).contains("`" + meter));
        List<String> explained = metrics.lines()
                .filter(line -> line.startsWith("| `gateway_"))
                .flatMap(line -> Stream.of(line.split("\\|")[1].split(",(?![a-z])")))
                .map(name -> name.replaceAll("[` ]", "").replaceAll("\\{.*", ""))
                .toList();
        assertThat(explained).doesNotHaveDuplicates();
        assertThat(meters).containsAll(explained);
    }

    @Test
    void everyOutcomeAndReasonIsExplained() {
        String metrics = Documents.text(METRICS);
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared())) {
            List<String> tags = gateway.management("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("gateway_"))
                    .flatMap(line -> java.util.regex.Pattern.compile("(?:outcome|reason|operation)=\"([a-z_]+)\"")
                            .matcher(line)
                            .results()
                            .map(found -> found.group(1)))
                    .distinct()
                    .toList();
            assertThat(tags).isNotEmpty().allSatisfy(tag -> assertThat(metrics).contains("`" + tag + "`"));
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(Documents.all()).flatExtracting(Documents::brokenLinks).isEmpty();
    }

    @Test
    void everyAlertHasASectionThatSaysWhatToDo() throws IOException {
        List<String> sections = Documents.anchors(Documents.HOME.resolve("docs/operating.md"));
        try (Stream<Path> files = Files.walk(Documents.HOME.resolve("deploy/prometheus"))) {
            List<String> rules =
                    files.filter(Files::isRegularFile).map(Documents::text).toList();
            assertThat(rules)
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(sections)
                            .containsAll(Documents.find(rule, "(?m)^ *- alert: (\\w+)$").stream()
                                    .map(alert -> alert.toLowerCase(Locale.ROOT))
                                    .toList()));
        }
    }

    @Test
    void everySettingThatADocumentNamesIsThere() {
        Set<String> settings = new HashSet<>();
        for (Setting setting : Setting.values()) {
            settings.add(setting.variable());
            if (setting.secret()) {
                settings.add(setting.variable() + "_FILE");
            }
        }
        assertThat(Documents.all())
                .allSatisfy(document -> assertThat(
                                Documents.find(Documents.text(document), "(GATEWAY_[A-Z0-9_]*[A-Z0-9](?:_\\*)?)"))
                        .as(document.toString())
                        .allMatch(name -> name.endsWith("_*")
                                ? settings.stream().anyMatch(setting -> setting.startsWith(name.replace("*", "")))
                                : settings.contains(name)));
    }

    @Test
    void everyMeterThatADocumentNamesIsExplained() {
        List<String> meters = Documents.find(Documents.text(METRICS), "\\b(gateway_[a-z_]*[a-z])\\b");
        List<Path> documents = Documents.all().stream()
                // k6 has meters of its own.
                .filter(document -> !document.toString().contains("k6"))
                .toList();
        assertThat(documents)
                .allSatisfy(document -> assertThat(meters)
                        .as(document.toString())
                        .containsAll(Documents.find(Documents.text(document), "\\b(gateway_[a-z_]*[a-z])\\b")));
    }

    /**
     * The table has the code's own words, which the journal, the API and the page also show; a pointer to further reading may follow them.
     */
    @Test
    void troubleshootingSaysOfEachOutcomeWhatTheGatewaySays() {
        List<ExplainedTag> explained = new ArrayList<>(List.of(ActuationOutcome.values()));
        explained.addAll(List.of(DropReason.values()));
        explained.addAll(List.of(OutcomeReason.values()));
        Stream.of(RegistrationOutcome.values())
                .filter(outcome -> outcome != RegistrationOutcome.REGISTERED)
                .forEach(explained::add);
        List<String> rows = Documents.text("docs/troubleshooting.md")
                .lines()
                .map(line -> line.replace("`", ""))
                .toList();
        assertThat(explained).allSatisfy(one -> {
            String row = "| " + one.tag() + " | " + one.what() + " | ";
            String remedy = one.remedy();
            assertThat(rows.stream().filter(line -> line.startsWith(row)).toList())
                    .as("row that begins: %s%s", row, remedy)
                    .hasSize(1)
                    .allMatch(line -> remedy == null || line.startsWith(row + remedy));
        });
    }

    @Test
    void everyClassAndMethodThatADocumentNamesIsThere() {
        Map<String, String> sources = Documents.sources("src");
        Set<String> types = Documents.types(sources.values());
        assertThat(Documents.all())
                .filteredOn(document -> document.toString().endsWith(".md"))
                // The history names what is gone.
                .filteredOn(document -> !document.endsWith("CHANGELOG.md"))
                .allSatisfy(document -> {
                    String text = Documents.text(document);
                    List<String> classes = Documents.find(text, "`((?:[A-Z][a-z0-9]+){2,})(?:\\.[a-z]\\w*)?`");
                    assertThat(classes)
                            .as(document.toString())
                            .allMatch(name -> types.contains(name) || OTHER_NAMES.contains(name));
                    assertThat(Documents.find(text, "`([A-Z]\\w+\\.[a-z]\\w*)`"))
                            .as(document.toString())
                            .allSatisfy(method -> {
                                String[] parts = method.split("\\.");
                                String source = sources.get(parts[0]);
                                if (source != null) {
                                    assertThat(source).containsPattern("\\b" + parts[1] + "\\b");
                                }
                            });
                });
        assertThat(Documents.find(Documents.text("CONTRIBUTING.md"), "`((?:[A-Z][a-z0-9]+){2,})`"))
                .hasSizeGreaterThan(10);
    }

    /** What an operator looks for in the log must be what the gateway writes there: any three words in a row. */
    @Test
    void everyMessageThatADocumentQuotesIsInTheSources() {
        String texts = Documents.literals(Documents.sources("src/main").values());
        for (String document : List.of("docs/operating.md", "docs/troubleshooting.md")) {
            List<String> quoted = Documents.find(Documents.prose(Documents.text(document)), "`([^`\\n]+)`").stream()
                    .filter(quote -> quote.contains(" ")
                            && !quote.matches(".*([/=|<>$(){}\\[\\]]| -).*|[A-Z].*")
                            && !OTHER_TEXTS.contains(quote))
                    .toList();
            assertThat(quoted)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(quote -> assertThat(Documents.windows(quote))
                            .as("%s: %s", document, quote)
                            .allMatch(texts::contains));
        }
    }

    @Test
    void everyTermOfTheGlossaryNamesItsClass() {
        List<String> rows = Documents.lines("docs/glossary.md").stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| word |"))
                .toList();
        Set<String> types = Documents.types(Documents.sources("src").values());
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            String[] cells = row.split(" *\\| *");
            List<String> classes = Documents.find(cells[cells.length - 1], "`(\\w+)`");
            assertThat(classes).isNotEmpty();
            assertThat(types).containsAll(classes);
        });
    }
}
