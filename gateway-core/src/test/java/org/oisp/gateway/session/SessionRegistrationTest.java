package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.auth.token.Keys;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.telemetry.LogLines;

/** Tests the answers to refused registrations, and their timing (PROTOCOL.md, "Messages to the server"). */
class SessionRegistrationTest {

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final String ACCOUNT = Gateway.ACCOUNT.toString();

    private final Gateway gateway = new Gateway(10);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    static Stream<Arguments> badTokens() {
        String good = Keys.token("d1", ACCOUNT);
        return Stream.of(
                Arguments.of("no token", "d1", null),
                Arguments.of("no id", null, good),
                Arguments.of("neither", null, null),
                Arguments.of("empty token", "d1", ""),
                Arguments.of("no JWT", "d1", "a.b.c"),
                Arguments.of("another device's", "d2", good),
                Arguments.of("another case", "D1", good),
                Arguments.of("a space more", "d1 ", good),
                Arguments.of("damaged", "d1", good.substring(0, good.length() - 20)),
                Arguments.of("an account that is no truth", "d1", Keys.token("d1", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void refusesATokenThatIsNotThisDevices(String what, String deviceId, String token) {
        peer.says(new Inbound.RegistrationRequest(deviceId, token));

        assertRefused(RegistrationOutcome.INVALID_TOKEN, Reply.INVALID_TOKEN, CloseFrame.POLICY);
    }

    @Test
    void refusesADeviceThatTheCertificateOfTheConnectionDoesNotName() {
        peer.hasCertificateOf("d2");
        peer.registers("d1");

        assertRefused(RegistrationOutcome.FOREIGN_CERTIFICATE, Reply.INVALID_TOKEN, CloseFrame.POLICY);
    }

    @Test
    void answersTheEndsOfTheOriginalsExceptionsAsItDoes() {
        peer.says(new Inbound.RegistrationRequest("d1", Keys.tokenOf("{\"sub\":\"d1\",\"accounts\":[]}")));

        assertRefused(RegistrationOutcome.NO_ACCOUNT, Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);
    }

    @Test
    void refusesADeviceThatTheDatabaseDoesNotHave() {
        gateway.database.unknownDevices.add("d1");
        peer.registers("d1");

        assertRefused(RegistrationOutcome.UNKNOWN_DEVICE, Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void asksTheDatabaseForNoDeviceThatItCannotHave(String deviceId, String account) {
        gateway.database.away = true;
        peer.says(new Inbound.RegistrationRequest(deviceId, Keys.token(deviceId.replace("\0", "\\u0000"), account)));

        assertRefused(RegistrationOutcome.UNKNOWN_DEVICE, Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                Arguments.of("d1", "not-a-uuid"), Arguments.of("d\0", ACCOUNT), Arguments.of("d".repeat(256), ACCOUNT));
    }

    @Test
    void saysSoAtOnceWhenTheDatabaseIsAway() {
        gateway.database.away = true;
        peer.registers("d1");

        assertRefused(RegistrationOutcome.DATABASE_FAILED, Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    @Test
    void saysSoInTimeWhenTheDatabaseIsSilent() {
        gateway.database.silent = true;
        peer.registers("d1");
        gateway.pass(Gateway.REGISTRATION_TIMEOUT.minus(MILLISECOND));
        peer.hears();

        gateway.pass(MILLISECOND);
        assertRefused(RegistrationOutcome.TIMED_OUT, Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    @Test
    void aRegistrationThatHasToWaitHasItsWholeTimeOnceItIsLetIn() {
        try (Gateway busy = new Gateway(10, 1)) {
            // Two thirds of a registration's timeout each, one after the other: the last begins long after the timeout.
            busy.database.commitDelay =
                    Gateway.REGISTRATION_TIMEOUT.dividedBy(3).multipliedBy(2);
            List<Conversation> peers = new ArrayList<>();
            for (int i = 0; i < Gateway.MAX_REGISTRATIONS; i++) {
                peers.add(busy.connect());
                peers.get(i).registers("d" + i);
            }
            for (Conversation served : peers) {
                served.hears();
                busy.pass(busy.database.commitDelay);
                served.hears(Reply.REGISTERED);
            }
        }
    }

    @Test
    void aRegistrationThatWaitsAtASilentDatabaseIsToldSoAsSoonAsOthers() {
        try (Gateway busy = new Gateway(10, 1)) {
            busy.database.silent = true;
            Conversation first = busy.connect();
            first.registers("d1");
            Conversation second = busy.connect();
            second.registers("d2");
            busy.pass(Duration.ofSeconds(3));
            first.hears(Reply.UNAVAILABLE, CloseFrame.NORMAL);
            second.hears(Reply.UNAVAILABLE, CloseFrame.NORMAL);
        }
    }

    @Test
    void takesNoMoreRegistrationsThanItMay() {
        gateway.database.silent = true;
        for (int i = 0; i < Gateway.MAX_REGISTRATIONS; i++) {
            gateway.connect().registers("other" + i);
        }
        peer.registers("d1");

        assertRefused(RegistrationOutcome.OVERLOADED, Reply.UNAVAILABLE, CloseFrame.NORMAL);
    }

    @Test
    void takesRegistrationsAgainOnceOthersHaveTheirAnswer() {
        gateway.database.silent = true;
        for (int i = 0; i < Gateway.MAX_REGISTRATIONS; i++) {
            gateway.connect().registers("other" + i);
        }
        // The query at the database is given up; the waiting registrations are answered.
        gateway.pass(Duration.ofSeconds(60));
        gateway.database.silent = false;
        Conversation later = gateway.connect();
        later.registers("d1");

        later.hears(Reply.REGISTERED);
    }

    @Test
    void answersPingsWhileARegistrationIsAtTheDatabase() {
        gateway.database.delay = Duration.ofMillis(500);
        peer.registers("d1");
        peer.says(Signal.PING);
        peer.hears(Reply.PONG);

        gateway.pass(Duration.ofMillis(2_000));
        peer.hears(Reply.REGISTERED);
    }

    /** A device that has left must not stay marked as connected. */
    @Test
    void clearsTheRowOfADeviceThatLeavesWhileItIsCommitted() {
        gateway.database.commitDelay = Duration.ofMillis(500);
        gateway.pass(Duration.ofSeconds(5));
        peer.registers("d1");
        gateway.pass(Duration.ofMillis(100));
        peer.breaksOff();
        gateway.pass(Duration.ofSeconds(5));

        peer.hears();
        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.database.bound()).isEqualTo(1);
        assertThat(gateway.database.released).containsExactly(FakeDatabase.uid(Gateway.ACCOUNT, "d1"));
    }

    /** The device may already have a newer row, written by another instance. */
    @Test
    void writesNoRowOfADeviceThatHasLeftBeforeItIsCommitted() {
        gateway.pass(Duration.ofSeconds(5));
        gateway.database.delay = Duration.ofMillis(500);
        peer.registers("d1");
        gateway.pass(Duration.ofMillis(100));
        peer.breaksOff();
        gateway.pass(Duration.ofSeconds(5));

        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.database.rolledBack).isEqualTo(1);
        assertThat(gateway.database.released).isEmpty();
    }

    /** However many devices leave one after the other, the others get their answer. */
    @Test
    void aBatchIsDoneAgainOnceOnlyThoughDevicesGoOnLeaving() {
        gateway.pass(Duration.ofSeconds(5));
        gateway.database.delay = Duration.ofMillis(500);
        peer.registers("d0");
        gateway.pass(Duration.ofMillis(100));
        Conversation first = gateway.connect();
        Conversation second = gateway.connect();
        Conversation stays = gateway.connect();
        first.registers("d1");
        second.registers("d2");
        stays.registers("d3");
        gateway.pass(Duration.ofMillis(500));
        first.breaksOff();
        gateway.pass(Duration.ofMillis(500));
        second.breaksOff();
        gateway.pass(Duration.ofMillis(500));

        stays.hears(Reply.REGISTERED);
        assertThat(gateway.database.rolledBack).isEqualTo(1);
        gateway.pass(Duration.ofSeconds(5));
        assertThat(gateway.database.released).containsExactly(FakeDatabase.uid(Gateway.ACCOUNT, "d2"));
        assertThat(gateway.find("d1")).isNull();
        assertThat(gateway.find("d2")).isNull();
        assertThat(gateway.find("d3")).isNotNull();
    }

    @Test
    void clearsARowThatIsWrittenAfterTheDeviceWasTurnedAway() {
        gateway.pass(Duration.ofSeconds(1));
        gateway.database.commitDelay = Gateway.REGISTRATION_TIMEOUT.plus(MILLISECOND);
        peer.registers("d1");
        gateway.pass(Gateway.REGISTRATION_TIMEOUT);
        assertRefused(RegistrationOutcome.TIMED_OUT, Reply.UNAVAILABLE, CloseFrame.NORMAL);

        gateway.pass(Duration.ofSeconds(30));
        assertThat(gateway.database.bound()).isEqualTo(1);
        assertThat(gateway.database.released).containsExactly(FakeDatabase.uid(Gateway.ACCOUNT, "d1"));
        assertThat(gateway.find("d1")).isNull();
    }

    @Test
    void logsNoToken() {
        try (LogLines lines = new LogLines()) {
            String token = Keys.token("d1", ACCOUNT);
            peer.says(new Inbound.RegistrationRequest("d1", token));
            gateway.connect().says(new Inbound.RegistrationRequest("d2", token));
            gateway.database.away = true;
            gateway.connect().says(new Inbound.RegistrationRequest("d1", token));

            assertThat(lines.all())
                    .anyMatch(line -> line.contains("device=" + ACCOUNT + "/d1 registered"))
                    .anyMatch(line -> line.contains("device=d2 not registered: invalid_token"))
                    .noneMatch(line -> line.contains(token.substring(0, 20)));
        }
    }

    private void assertRefused(RegistrationOutcome outcome, Outbound reply, Outbound close) {
        peer.hears(reply, close);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.registrations(outcome)).isEqualTo(1);
        assertThat(gateway.registrations(RegistrationOutcome.REGISTERED)).isZero();
        assertThat(gateway.drops(DropReason.REGISTRATION_REFUSED)).isEqualTo(1);
        assertThat(gateway.connectedDevices()).isZero();
    }
}
