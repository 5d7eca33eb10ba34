package org.oisp.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the commands that need no gateway: tokens, and the messages when something is missing. */
class CommandsTest {

    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";

    @TempDir
    private Path directory;

    /** Takes the token apart as RFC 7515 and 7519 say, without the library that made it. */
    @Test
    void makesATokenThatThePublicKeyVerifies() throws Exception {
        KeyPair pair = keys();
        Path key = write("PRIVATE KEY", pair.getPrivate().getEncoded());
        Instant before = Instant.now().minusSeconds(1);
        Cli token = Cli.run("token", "example001", "--account", ACCOUNT, "--key", key.toString(), "--days", "30");

        assertThat(token.err()).isEmpty();
        assertThat(token.status()).isZero();
        assertThat(token.out()).hasLineCount(1);
        String[] parts = token.out().trim().split("\\.", -1);
        assertThat(parts).hasSize(3);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        assertThat(json(parts[0]).path("alg").asText()).isEqualTo("RS256");
        JsonNode claims = json(parts[1]);
        assertThat(claims.path("sub").asText()).isEqualTo("example001");
        assertThat(claims.path("accounts").path(0).path("id").asText()).isEqualTo(ACCOUNT);
        assertThat(Instant.ofEpochSecond(claims.path("exp").asLong()))
                .isBetween(before.plus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)));
    }

    @Test
    void saysThatTheKeyIsMissingOrIsNone() throws Exception {
        Path missing = directory.resolve("missing.pem");
        Cli token = Cli.run("token", "d1", "--account", ACCOUNT, "--key", missing.toString());
        assertThat(token.status()).isEqualTo(1);
        assertThat(token.err()).isEqualTo(missing + ": no such file" + System.lineSeparator());
        assertThat(token.out()).isEmpty();

        Path publicKey = write("PUBLIC KEY", keys().getPublic().getEncoded());
        Cli wrong = Cli.run("token", "d1", "--account", ACCOUNT, "--key", publicKey.toString());
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("holds a PUBLIC KEY, not an unencrypted private key")
                .hasLineCount(1);
    }

    @Test
    void saysWhatADeviceNeeds() throws IOException {
        Path missing = directory.resolve("fleet.csv");
        assertFails(Cli.run("device", "--fleet", missing.toString()), missing + " does not exist: start");
        Path fleet = Files.writeString(missing, "not a line of a fleet\nd1,x,y,t\n");
        assertFails(Cli.run("device", "d1", "--fleet", fleet.toString()), fleet + " has no device d1");
        assertFails(Cli.run("device", "--fleet", fleet.toString()), fleet + " has no device" + System.lineSeparator());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path missing = directory.resolve("missing");
        assertFails(Cli.run("device", "d1", "--token", missing.toString()), missing + ": no such file");
        assertFails(Cli.run("device", "d1", "--token", directory.toString()), directory + " is a directory");
        assertFails(Cli.run("device", "--fleet", directory.toString()), directory + " is a directory");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28, '\n'});
        assertFails(Cli.run("device", "d1", "--token", binary.toString()), binary + " is not a text file");
        assertFails(Cli.run("device", "--fleet", binary.toString()), binary + " is not a list of devices");
        assertFails(Cli.run("actuate", "LED=1", "--fleet", binary.toString()), binary + " is not a list of devices");
        Path weak = write("PRIVATE KEY", keys(1024).getPrivate().getEncoded());
        assertFails(
                Cli.run("token", "d1", "--account", ACCOUNT, "--key", weak.toString()),
                weak + ": holds a key of 1024 bits; at least 2048 are needed");
    }

    @Test
    void saysWhichValueCannotBe() {
        assertWrong("--count takes a number from 1", "device", "d1", "--count", "0");
        assertWrong("--count takes a number from 1", "device", "d1", "--count", "-3");
        assertWrong(actuate("=1"), "'=1' is not NAME=VALUE, such as LED=1");
        assertWrong(actuate("LED=1", "ON"), "'ON' is not NAME=VALUE, such as LED=1");
        assertWrong(actuate("LED=1", "A=1", "LED=2"), "the parameter LED is given twice");
        assertWrong(
                "the parameter LED is given twice", "actuate", "LED=1", "--account", ACCOUNT, "--device", "d", "LED=1");
        assertWrong(actuate("LED=1", "--timeout", "61s"), "--timeout takes a time from 1ms to 1m");
        assertWrong(
                actuate("LED=1", "--timeout", "0s"),
                "Invalid value for option '--timeout': '0s' is not a time such as 500ms, 30s, 2m or 1h, up to a day");
        assertWrong(actuate("LED=1", "--receipt", "read"), "--receipt takes delivered or completed");
        assertWrong("--account needs --device", "actuate", "LED=1", "--account", ACCOUNT, "--device", "");
    }

    /** Sends to a device that is no demo device. */
    private static Cli actuate(String... more) {
        return Cli.run(Stream.concat(Stream.of("actuate", "--account", ACCOUNT, "--device", "d"), Stream.of(more))
                .toArray(String[]::new));
    }

    private static void assertWrong(String why, String... command) {
        assertWrong(Cli.run(command), why);
    }

    private static void assertWrong(Cli wrong, String why) {
        assertThat(wrong.err()).startsWith(why + "; see `./gateway").hasLineCount(1);
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void saysWhatAFleetNeeds() throws IOException {
        Path file = directory.resolve("fleet.csv");
        assertFails(Cli.run("fleet", "--fleet", file.toString()), file + " does not exist: start");
        Files.writeString(file, ("d1," + ACCOUNT + "," + ACCOUNT + ",t\n").repeat(3));
        assertFails(Cli.run("fleet", "--fleet", file.toString(), "--devices", "4"), "there are 3 devices, not 4: make");
        assertFails(
                Cli.run("fleet", "--fleet", file.toString(), "--range", "4-9"), file + " has no device from line 4");
        assertFails(
                Cli.run("fleet", "--fleet", file.toString(), "--url", "ws://127.0.0.1:1/"),
                "cannot connect to ws://127.0.0.1:1/: connection refused");
    }

    @Test
    void saysWhatASenderNeeds() {
        Path missing = directory.resolve("fleet.csv");
        assertFails(Cli.run("actuate", "LED=1", "--fleet", missing.toString()), missing + " does not exist: start");
    }

    /** Nothing listens on port 1, the port multiplexer of RFC 1078. */
    @Test
    void saysThatThereIsNoGateway() {
        assertFails(
                actuate("LED=1", "--url", "ws://127.0.0.1:1/"),
                "cannot connect to ws://127.0.0.1:1/: connection refused");
        assertFails(
                actuate("LED=1", "--url", "ws://no-such-host.invalid/"),
                "cannot connect to ws://no-such-host.invalid/: unknown host");
        for (String url : new String[] {"http://127.0.0.1:1/", "ws://127.0.0.1:70000/"}) {
            assertFails(
                    actuate("LED=1", "--url", url), url + " is no address of a gateway, such as ws://127.0.0.1:5000/");
        }
        assertFails(
                actuate("LED=1", "--ca", directory.toString(), "--url", "wss://127.0.0.1:1/"),
                directory + " is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"device", "actuate", "fleet"})
    void saysWhereThePortOfTheGatewayIsTakenFrom(String command) {
        assertThat(Cli.run(command, "--help").out()).contains("ws://127.0.0.1:5000/", "GATEWAY_PORT");
    }

    @ParameterizedTest
    @CsvSource({"serve", "check", "check --print"})
    @DisabledIfEnvironmentVariable(named = "OISP_WEBSOCKET_SERVER_CONFIG", matches = ".+")
    void doesNothingWithoutAConfiguration(String command) {
        Cli serve = Cli.run(command.split(" "));

        assertThat(serve.status()).isEqualTo(78);
        assertThat(serve.err())
                .contains(
                        "GATEWAY_DATABASE_HOST: is not set, and neither is OISP_WEBSOCKET_SERVER_CONFIG; see docs/configuration.md",
                        "GATEWAY_PUBLIC_KEY: ");
        assertThat(serve.out()).isEmpty();
    }

    private static void assertFails(Cli command, String why) {
        assertThat(command.err()).startsWith(why).hasLineCount(1);
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.out()).isEmpty();
    }

    private static JsonNode json(String part) throws IOException {
        return JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(part));
    }

    private static KeyPair keys() throws Exception {
        return keys(2048);
    }

    private static KeyPair keys(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private Path write(String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                directory.resolve("key.pem"),
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
