package org.oisp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server said is what the operator is told; how the driver found out that it is gone is not. */
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
                        "sorry, too many clients already"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "unsupported startup parameter: extra_float_digits", "08P01"),
                        "unsupported startup parameter: extra_float_digits; at pgbouncer set"
                                + " ignore_startup_parameters = extra_float_digits"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "cannot execute UPDATE in a read-only transaction", "25006"),
                        "it is read-only, a standby perhaps: cannot execute UPDATE in a read-only transaction"),
                Arguments.of(
                        new IllegalStateException(
                                "Cannot connect", new R2dbcNonTransientResourceException("starting up", "57P03")),
                        "starting up"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "Cannot connect to 127.0.0.1/<unresolved>:7450",
                                "08003",
                                new ConnectException("finishConnect(..) failed")),
                        "nobody listens there, or the way is blocked"),
                Arguments.of(
                        new R2dbcNonTransientResourceException(
                                "Cannot connect to x/<unresolved>:1", "08003", new UnknownHostException("x")),
                        "there is no such host"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("Connection unexpectedly closed", "08006"),
                        "it closed the connection"),
                Arguments.of(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                        "it closed the connection"),
                Arguments.of(
                        new R2dbcNonTransientResourceException("canceling statement due to statement timeout", "57014"),
                        "no answer in time"),
                Arguments.of(new TimeoutException("Did not observe any item within 2000ms"), "no answer in time"),
                Arguments.of(new IllegalStateException(), "IllegalStateException"));
    }
}
