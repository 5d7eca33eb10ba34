package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.auth.RegistrationOutcome;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.routing.ActuationOutcome;
import org.slf4j.LoggerFactory;

/** Tests which parts of a log line are also fields of their own. The line itself is unchanged. */
class LogFieldTest {

    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final UUID UID = UUID.randomUUID();
    private static final DeviceIdentity DEVICE = new DeviceIdentity(
            DeviceUid.parse(UID.toString()), AccountId.parse(ACCOUNT.toString()), new DeviceId("example001"));

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionEvents connections = new ConnectionEvents(meters);
    private final RegistrationEvents registrations = new RegistrationEvents(meters);
    private final ActuationEvents actuations = new ActuationEvents(new SimpleMeterRegistry());

    @BeforeEach
    void watch() {
        logger.setLevel(Level.TRACE);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }

    @Test
    void ofARegistration() {
        registrations.registered("10.0.0.1:1234 via=10.9.9.9:443", DEVICE);

        assertThat(line().getFormattedMessage())
                .isEqualTo("peer=10.0.0.1:1234 via=10.9.9.9:443 device=" + ACCOUNT + "/example001 registered");
        assertThat(fields())
                .isEqualTo(Map.of(
                        "event", "registered",
                        "peer", "10.0.0.1:1234",
                        "via", "10.9.9.9:443",
                        "account", ACCOUNT.toString(),
                        "device", "example001",
                        "uid", UID.toString()));
    }

    @Test
    void ofARefusal() {
        registrations.refused("10.0.0.1:1234", "a\nb", RegistrationOutcome.INVALID_TOKEN);

        assertThat(line().getFormattedMessage())
                .isEqualTo("peer=10.0.0.1:1234 device=a?b not registered: invalid_token");
        assertThat(fields())
                .isEqualTo(Map.of(
                        "event", "refused", "peer", "10.0.0.1:1234", "device", "a?b", "outcome", "invalid_token"));
    }

    @Test
    void ofARefusalOfNobody() {
        registrations.refused("p", null, RegistrationOutcome.INVALID_TOKEN);

        assertThat(line().getFormattedMessage()).isEqualTo("peer=p device=(none) not registered: invalid_token");
        assertThat(fields()).doesNotContainKey("device");
    }

    /** A device that confuses the fields sends its token as its id. */
    @Test
    void neverOfATokenWhereAnIdShouldBe() {
        String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        registrations.refused("p", token, RegistrationOutcome.INVALID_TOKEN);
        registrations.refused("p", "x".repeat(256), RegistrationOutcome.INVALID_TOKEN);

        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        "peer=p device=(no id, 49 characters) not registered: invalid_token",
                        "peer=p device=(no id, 256 characters) not registered: invalid_token");
    }

    @Test
    void ofALostActuation() {
        actuations.lost(new Target.ByAccount(DEVICE.account(), DEVICE.id()), ActuationOutcome.NOT_CONNECTED);

        assertThat(fields())
                .isEqualTo(Map.of(
                        "event", "lost",
                        "account", ACCOUNT.toString(),
                        "device", "example001",
                        "outcome", "not_connected"));
    }

    /** Uses the field names of the sender's message, not those of the program. */
    @Test
    void ofEachFormOfATarget() {
        actuations.lost(new Target.ByUid(DEVICE.uid()), ActuationOutcome.NOT_CONNECTED);
        actuations.lost(new Target.ByAccount(DEVICE.account(), DEVICE.id()), ActuationOutcome.NOT_CONNECTED);
        actuations.lost(new Target.ById(DEVICE.id()), ActuationOutcome.AMBIGUOUS);
        actuations.lost(Target.Nobody.NOBODY, ActuationOutcome.UNADDRESSED);

        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        "actuation for deviceUID " + UID + " not delivered: not_connected",
                        "actuation for " + ACCOUNT + "/example001 not delivered: not_connected",
                        "actuation for deviceId example001 not delivered: ambiguous",
                        "actuation for no device not delivered: unaddressed");
    }

    @Test
    void ofASenderWithWrongCredentials() {
        actuations.refused("10.0.0.1:1234 via=10.9.9.9:443", Target.Nobody.NOBODY, ActuationOutcome.WRONG_CREDENTIALS);

        assertThat(line().getFormattedMessage())
                .isEqualTo(
                        "peer=10.0.0.1:1234 via=10.9.9.9:443 actuation for no device not delivered: wrong_credentials");
        assertThat(fields())
                .isEqualTo(Map.of(
                        "event", "lost",
                        "peer", "10.0.0.1:1234",
                        "via", "10.9.9.9:443",
                        "outcome", "wrong_credentials"));
    }

    @Test
    void ofADefectAndOfWhatIsLeftOut() {
        for (int i = 0; i < 15; i++) {
            connections.failed(DefectSite.SESSION, "p", null, new IllegalStateException("defect"));
        }
        assertThat(lines.list).hasSize(10);
        assertThat(line().getThrowableProxy().getMessage()).isEqualTo("defect");
        assertThat(line().getFormattedMessage()).isEqualTo("peer=p dropped: internal error");
        lines.list.clear();

        connections.summariseLogs();

        assertThat(line().getFormattedMessage()).isEqualTo("5 more: internal errors");
        assertThat(fields()).isEqualTo(Map.of("event", "internal_error", "count", 5L));
    }

    private ILoggingEvent line() {
        return lines.list.get(0);
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new TreeMap<>();
        line().getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
        return fields;
    }
}
