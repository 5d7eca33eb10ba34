package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the README's table of close codes, "come back". */
class ConnectionEndTest {

    @ParameterizedTest
    @CsvSource({
        "1000, true, TAKEN_OVER, NEVER",
        "1000, false, NOT_REGISTERED, WITH_BACKOFF",
        "1001, true, GOING_AWAY, AT_ONCE",
        "1001, false, GOING_AWAY, AT_ONCE",
        "1002, true, REJECTED, NEVER",
        "1003, true, REJECTED, NEVER",
        "1007, true, REJECTED, NEVER",
        "1008, true, CLOSED, WITH_BACKOFF",
        "1009, true, REJECTED, NEVER",
        "1011, true, CLOSED, WITH_BACKOFF",
        "4000, false, CLOSED, WITH_BACKOFF"
    })
    void tellsWhatACodeMeans(
            int code, boolean registered, ConnectionEnd.EndKind endKind, ConnectionEnd.Return comesBack) {
        ConnectionEnd connectionEnd = ConnectionEnd.closed(code, "why", registered, null);
        assertThat(connectionEnd.endKind()).isEqualTo(endKind);
        assertThat(endKind.comesBack()).isEqualTo(comesBack);
        assertThat(connectionEnd.describe()).isEqualTo("close " + code + ", why");
    }

    @ParameterizedTest
    @CsvSource({
        "1008, false, TOKEN_REFUSED, WITH_NEW_TOKEN",
        "1008, true, TOKEN_REFUSED, WITH_NEW_TOKEN",
        "1000, false, NOT_REGISTERED, WITH_BACKOFF",
        "1000, true, NOT_REGISTERED, WITH_BACKOFF"
    })
    void theGatewaysLastAnswerSaysMoreThanTheReason(
            int code, boolean registered, ConnectionEnd.EndKind endKind, ConnectionEnd.Return comesBack) {
        ConnectionEnd connectionEnd =
                ConnectionEnd.closed(code, "Policy violation", registered, "Invalid device token for device");
        assertThat(connectionEnd.endKind()).isEqualTo(endKind);
        assertThat(endKind.comesBack()).isEqualTo(comesBack);
        assertThat(connectionEnd.describe()).isEqualTo("close " + code + ", Invalid device token for device");
    }
}
