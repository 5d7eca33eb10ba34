package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator is told what the server said, not how the driver noticed that the server is gone. */
class FailureReasonTest {

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhy(Throwable failure, String words) {
        assertThat(FailureReason.of(failure)).isEqualTo(words);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new R2dbcNonTransientResourceException("sorry, too many clients already", "53300"),
                        "it accepts no more connections (max_connections, or a limit of the user or database): sorry, too"
                                + " many clients already"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("could not extend file", "53100"),
                        "its disk is full: could not extend file"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("out of memory", "53200"),
                        "it is out of memory: out of memory"),
                Arguments.of(
                        new R2dbcTransientResourceException("canceling statement due to lock timeout", "55P03"),
                        "another session holds a lock: canceling statement due to lock timeout"),
                Arguments.of(
                        new LateAnswerException(Duration.ofMillis(1500), Duration.ofSeconds(2)),
                        "it is slow: it took 1500 ms to begin a transaction, and was not done with it within 2000 ms"
                                + " (GATEWAY_QUERY_TIMEOUT)"),
                Arguments.of(
                        new TableLockedException(
                                new LockHolder("dashboard.devices", 4711, "dash\nboard", "psql", 9_500L)),
                        "dashboard.devices is locked by session 4711, user dash?board, application psql, in a transaction"
                                + " for 9 s"),
                Arguments.of(
                        new TableLockedException(new LockHolder("dashboard.devices", null, null, null, null)),
                        "dashboard.devices is locked by a prepared transaction"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "unsupported startup parameter: extra_float_digits", "08P01"),
                        "unsupported startup parameter: extra_float_digits; at pgbouncer set"
                                + " ignore_startup_parameters = extra_float_digits"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "transaction blocks not allowed in statement pooling mode", "08P01"),
                        "transaction blocks not allowed in statement pooling mode; at pgbouncer set pool_mode = transaction"
                                + " or session"),
                Arguments.of(
                        new R2dbcPermissionDeniedException(
                                "no pg_hba.conf entry for host \"h\", user \"u\", database \"d\", no encryption",
                                "28000"),
                        "it accepts only connections with TLS; set GATEWAY_DATABASE_TLS to require or stricter: no pg_hba.conf"
                                + " entry for host \"h\", user \"u\", database \"d\", no encryption"),
                Arguments.of(
                        new R2dbcPermissionDeniedException(
                                "Server support for SSL connection is disabled, but client was configured with SSL mode"
                                        + " require",
                                "08006"),
                        "it offers no TLS, and GATEWAY_DATABASE_TLS requires it"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "cannot execute UPDATE in a read-only transaction", "25006"),
                        "it is read-only, perhaps a standby: cannot execute UPDATE in a read-only transaction"),
                Arguments.of(
                        new IllegalStateException(
                                "Cannot connect", new R2dbcNonTransientResourceException("starting up", "57P03")),
                        "starting up"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "Cannot connect to 127.0.0.1/<unresolved>:7450",
                                "08003",
                                new ConnectException("finishConnect(..) failed")),
                        "connection refused, or blocked by a firewall"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "Cannot connect to x/<unresolved>:1", "08003", new UnknownHostException("x")),
                        "unknown host"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("Connection unexpectedly closed", "08006"),
                        "it closed the connection"),
                Arguments.of(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                        "it closed the connection"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("canceling statement due to statement timeout", "57014"),
                        "it is slow: a statement took longer than GATEWAY_QUERY_TIMEOUT"),
                Arguments.of(new TimeoutException("Did not observe any item within 2000ms"), "no answer in time"),
                Arguments.of(new IllegalStateException(), "IllegalStateException"));
    }
}
