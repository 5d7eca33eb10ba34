package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandlerResultTest {

    @Test
    void sendsTheDetailThatTheGatewayReads() {
        assertThat(detail("x".repeat(1_024))).isEqualTo("x".repeat(1_024));
        assertThat(detail("x".repeat(1_025))).isEqualTo("x".repeat(1_024));
    }

    @Test
    void splitsNoCharacter() {
        String whole = "x".repeat(1_022) + "\ud83d\ude00";
        assertThat(detail(whole)).isEqualTo(whole);
        assertThat(detail("x" + whole)).isEqualTo("x".repeat(1_023));
    }

    private static String detail(String given) {
        String message = HandlerResult.failed(given).message("1");
        String start = "{\"type\":\"ack\",\"id\":\"1\",\"status\":\"failed\",\"detail\":\"";
        assertThat(message).startsWith(start).endsWith("\"}");
        return message.substring(start.length(), message.length() - 2);
    }
}
