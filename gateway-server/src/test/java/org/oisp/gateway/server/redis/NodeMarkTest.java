package org.oisp.gateway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;

/** The mark of the node over which an actuation was sent. */
class NodeMarkTest {

    private final NodeMark mark = mark("a".repeat(40));
    private final NodeMark other = mark("b".repeat(40));

    private static NodeMark mark(String node) {
        return NodeMark.of(new RedisPlace(new RedisAddress("redis", 6379), node, 1, "the node"));
    }

    /** A slice within a larger array, as a message in a buffer is. */
    private static ByteSlice slice(String text) {
        byte[] bytes = ("{\"before\"}" + text + "}behind").getBytes(StandardCharsets.UTF_8);
        return new ByteSlice(bytes, 10, text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void isTheLastMemberAndIsTakenOffAgain() {
        String message = "{\"type\":\"actuation\",\"body\":{\"é\":\"}\"}}";
        assertThat(mark.on(slice(message)))
                .hasToString(
                        "{\"type\":\"actuation\",\"body\":{\"é\":\"}\"},\"gatewayNode\":\"" + "a".repeat(40) + "\"}");
        assertThat(mark.read(mark.on(slice(message)))).hasToString(message);
        assertThat(mark.read(mark.on(slice(message + " \r\n")))).hasToString(message);
    }

    @Test
    void ofAnotherNodeIsNotRead() {
        assertThat(mark.read(other.on(slice("{\"type\":\"actuation\"}")))).isNull();
    }

    @Test
    void theLastMarkCounts() {
        ByteSlice forwarded = mark.on(other.on(slice("{\"type\":\"actuation\"}")));
        assertThat(mark.read(forwarded))
                .hasToString("{\"type\":\"actuation\",\"gatewayNode\":\"" + "b".repeat(40) + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "x", "{\"type\":\"actuation\"}", "{\"gatewayNode\":\"a\"}"})
    void whatHasNoneStaysAsItIs(String message) {
        assertThat(mark.read(slice(message))).hasToString(message);
    }

    @Test
    void thereIsNoneOutsideOfACluster() {
        assertThat(NodeMark.of(RedisPlace.only(new RedisAddress("redis", 6379))))
                .isNull();
    }
}
