package org.oisp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The id that a peer gives is in the log before anybody has checked it: it stays within its line. */
class ForgedLogLineTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final GatewayEvents events = new GatewayEvents(new SimpleMeterRegistry());

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void showsAnOrdinaryIdAsItIs() {
        assertThat(refused("example 001 é😀")).isEqualTo("peer=p device=example 001 é😀 not registered: invalid_token");
    }

    @Test
    void anIdDoesNotBeginALineOfItsOwn() {
        assertThat(refused("x\r\n2026-01-01 INFO all is well\u2028\u0085\u001b[31m\u202e"))
                .isEqualTo("peer=p device=x??2026-01-01 INFO all is well???[31m? not registered: invalid_token");
    }

    @Test
    void aLongIdIsCutShort() {
        assertThat(refused("x".repeat(60_000))).hasSizeLessThan(400).endsWith("x… not registered: invalid_token");
    }

    @Test
    void aMissingIdIsShownAsSuch() {
        assertThat(refused(null)).isEqualTo("peer=p device=null not registered: invalid_token");
    }

    private String refused(String claimedId) {
        events.registrationRefused("p", claimedId, RegistrationOutcome.INVALID_TOKEN);
        return List.copyOf(lines.list).get(0).getFormattedMessage();
    }
}
