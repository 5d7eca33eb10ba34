package org.oisp.gateway.server.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Marks actuations between instances with the node of a Redis Cluster over which they are sent: docs/decisions/111. A node counts only its
 * own subscribers, and the sender is told by that count; so whoever hears the message at another node must not deliver it. The mark is the
 * last member of the JSON object.
 */
final class NodeMark {

    private static final byte[] MEMBER = ",\"gatewayNode\":\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] end;

    private NodeMark(String node) {
        this.end = (new String(MEMBER, StandardCharsets.US_ASCII) + node + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the mark of a place; null if it is in no cluster, and messages stay as they are. */
    static @Nullable NodeMark of(RedisPlace place) {
        return place.node().isEmpty() ? null : new NodeMark(place.node());
    }

    /** Returns the message with the mark. */
    ByteSlice on(ByteSlice message) {
        byte[] bytes = message.array();
        int brace = message.offset() + message.length() - 1;
        while (brace >= message.offset() && bytes[brace] != '}') {
            brace--;
        }
        if (brace < message.offset()) {
            return message;
        }
        int length = brace - message.offset();
        byte[] marked = Arrays.copyOfRange(bytes, message.offset(), brace + end.length);
        System.arraycopy(end, 0, marked, length, end.length);
        return new ByteSlice(marked, 0, marked.length);
    }

    /** Returns the message without the mark, or as it is if it has none; null if it was sent over another node. Changes its bytes. */
    @Nullable
    ByteSlice read(ByteSlice message) {
        byte[] bytes = message.array();
        int last = message.offset() + message.length();
        int start = last - end.length;
        if (start <= message.offset()
                || !Arrays.equals(bytes, start, start + MEMBER.length, MEMBER, 0, MEMBER.length)) {
            return message;
        }
        if (!Arrays.equals(bytes, start, last, end, 0, end.length)) {
            return null;
        }
        bytes[start] = '}';
        return new ByteSlice(bytes, message.offset(), start + 1 - message.offset());
    }
}
