package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The reader means of any message what Jackson does. Only half a surrogate pair in a key is refused by Jackson and taken by the
 * reader, as by {@code JSON.parse}: where that is all that is between them, both read the message with something else in its place.
 */
class SameAsJacksonTest {

    private static final int MESSAGES = 200_000;

    /** Another one finds other messages; this one is told in a failure, and kept so that a failure comes again. */
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
        // Were nearly all of one kind, they would agree and prove nothing.
        assertThat(kinds)
                .containsOnlyKeys(
                        "MALFORMED",
                        "PING",
                        "UNKNOWN",
                        "RegistrationRequest",
                        "no body",
                        "ByUid",
                        "ByAccount",
                        "ById",
                        "Nobody");
        assertThat(kinds).allSatisfy((kind, count) -> assertThat(count).isGreaterThan(MESSAGES / 100));
        assertThat(onlyJacksonRefused).isBetween(MESSAGES / 1_000, MESSAGES / 50);
    }

    /** The message somewhere in a longer array, between bytes that would go on with it. */
    private static ByteSlice within(byte[] message, int before, int behind) {
        byte[] room = new byte[before + message.length + behind];
        Arrays.fill(room, (byte) '"');
        System.arraycopy(message, 0, room, before, message.length);
        return new ByteSlice(room, before, message.length);
    }
}
