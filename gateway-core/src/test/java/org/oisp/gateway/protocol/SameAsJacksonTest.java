package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The reader understands any message as Jackson does. Only half a surrogate pair in a key is refused by Jackson and accepted by the reader,
 * as by {@code JSON.parse}: in that case both read the message with the half replaced.
 */
class SameAsJacksonTest {

    private static final int MESSAGES = 200_000;

    /** Fixed and shown in failures, so that a failure can be repeated. Another seed makes other messages. */
    private static final long SEED = 20_261_105;

    private static final int ROOM = 9;

    private final MessageReader reader = new MessageReader(Messages.MAX_BYTES);
    private final JacksonMessageReader jackson = new JacksonMessageReader(Messages.MAX_BYTES);

    @Test
    void readsAnyMessageAsJacksonDid() throws ReflectiveOperationException {
        Random random = new Random(SEED);
        MessageMaker maker = new MessageMaker(random);
        Map<String, Integer> kinds = new TreeMap<>();
        int onlyJacksonRefused = 0;
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = maker.next();
            ByteSlice text = within(message, random.nextInt(ROOM), random.nextInt(ROOM));
            Inbound now = reader.read(text, i);
            Inbound before = jackson.read(text, i);
            if (before == Inbound.Signal.MALFORMED && now != before) {
                message = Meanings.withoutHalves(message);
                text = within(message, 0, 0);
                assertThat(Meanings.kind(reader.read(text, i))).isEqualTo(Meanings.kind(now));
                now = reader.read(text, i);
                before = jackson.read(text, i);
                onlyJacksonRefused++;
            }
            if (!Meanings.same(now, before)) {
                assertThat(Meanings.describe(now))
                        .as("message %d of seed %d: %s", i, SEED, new String(message, StandardCharsets.UTF_8))
                        .isEqualTo(Meanings.describe(before));
            }
            kinds.merge(Meanings.kind(now), 1, Integer::sum);
        }
        // If nearly all were of one kind, agreement would prove nothing.
        assertThat(kinds)
                .containsOnlyKeys(
                        "MALFORMED",
                        "PING",
                        "UNKNOWN",
                        "RegistrationRequest",
                        "DeviceReport",
                        "no body",
                        "ByUid",
                        "ByAccount",
                        "ById",
                        "Nobody");
        assertThat(kinds).allSatisfy((kind, count) -> assertThat(count).isGreaterThan(MESSAGES / 100));
        assertThat(onlyJacksonRefused).isBetween(MESSAGES / 1_000, MESSAGES / 50);
    }

    /** Returns the message within a longer array, between bytes that would continue it. */
    private static ByteSlice within(byte[] message, int before, int behind) {
        byte[] room = new byte[before + message.length + behind];
        Arrays.fill(room, (byte) '"');
        System.arraycopy(message, 0, room, before, message.length);
        return new ByteSlice(room, before, message.length);
    }
}
