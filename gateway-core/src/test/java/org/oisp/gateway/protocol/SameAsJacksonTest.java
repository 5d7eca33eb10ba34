package org.oisp.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.Inbound.Actuation;

/**
 * The reader means of any message what Jackson does. Only half a surrogate pair in a key is refused by Jackson and taken by the
 * reader, as by {@code JSON.parse}: where that is all that is between them, both read the message with something else in its place.
 */
class SameAsJacksonTest {

    private static final int MESSAGES = 200_000;

    /** Another one finds other messages; this one is told in a failure, and kept so that a failure comes again. */
    private static final long SEED = 20_261_105;

    private static final int ROOM = 9;

    /** An escape; half a surrogate pair without its other half is a group of its own. */
    private static final Pattern ESCAPE =
            Pattern.compile("(?i)\\\\ud[89ab]..\\\\ud[c-f]..|(\\\\ud[89a-f]..)|\\\\.", Pattern.DOTALL);

    private static final Field USERNAME = field("username");
    private static final Field PASSWORD = field("password");

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
                message = withoutHalves(message);
                text = within(message, 0, 0);
                assertThat(kind(reader.read(text, i))).isEqualTo(kind(now));
                now = reader.read(text, i);
                before = jackson.read(text, i);
                onlyJacksonRefused++;
            }
            if (!same(now, before)) {
                assertThat(describe(now))
                        .as("message %d of seed %d: %s", i, SEED, new String(message, StandardCharsets.UTF_8))
                        .isEqualTo(describe(before));
            }
            kinds.merge(kind(now), 1, Integer::sum);
        }
        // Were nearly all of one kind, they would agree and prove nothing.
        assertThat(kinds)
                .containsOnlyKeys(
                        "MALFORMED",
                        "PING",
                        "UNKNOWN",
                        "Registration",
                        "no body",
                        "ByUid",
                        "ByAccount",
                        "ById",
                        "Nobody");
        assertThat(kinds).allSatisfy((kind, count) -> assertThat(count).isGreaterThan(MESSAGES / 100));
        assertThat(onlyJacksonRefused).isBetween(MESSAGES / 1_000, MESSAGES / 50);
    }

    /** The message with a question mark for each escape that is half a surrogate pair, so that no key becomes a known one. */
    private static byte[] withoutHalves(byte[] message) {
        return ESCAPE.matcher(new String(message, StandardCharsets.ISO_8859_1))
                .replaceAll(escape -> escape.group(1) == null ? Matcher.quoteReplacement(escape.group()) : "?")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The message somewhere in a longer array, between bytes that would go on with it. */
    private static ByteSlice within(byte[] message, int before, int behind) {
        byte[] room = new byte[before + message.length + behind];
        Arrays.fill(room, (byte) '"');
        System.arraycopy(message, 0, room, before, message.length);
        return new ByteSlice(room, before, message.length);
    }

    private static String kind(Inbound message) {
        if (!(message instanceof Actuation actuation)) {
            return message instanceof Inbound.Signal signal
                    ? signal.name()
                    : message.getClass().getSimpleName();
        }
        return actuation.body() == null
                ? "no body"
                : actuation.body().target().getClass().getSimpleName();
    }

    private static boolean same(Inbound now, Inbound before) throws ReflectiveOperationException {
        if (!(now instanceof Actuation mine) || !(before instanceof Actuation theirs)) {
            return now.equals(before);
        }
        return same(mine.credentials(), theirs.credentials(), USERNAME)
                && same(mine.credentials(), theirs.credentials(), PASSWORD)
                && same(mine.body(), theirs.body());
    }

    /** Compared part by part, missing ones too, which {@link Credentials#admit} does not tell apart. */
    private static boolean same(Credentials now, Credentials before, Field part) throws ReflectiveOperationException {
        return Arrays.equals((byte[]) part.get(now), (byte[]) part.get(before));
    }

    private static Field field(String part) {
        try {
            Field field = Credentials.class.getDeclaredField(part);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException renamed) {
            throw new AssertionError(renamed);
        }
    }

    private static boolean same(Inbound.Body now, Inbound.Body before) {
        if (now == null || before == null) {
            return now == before;
        }
        ByteSlice mine = now.json();
        ByteSlice theirs = before.json();
        return now.target().equals(before.target())
                && now.receivedNanos() == before.receivedNanos()
                && Arrays.equals(
                        mine.array(),
                        mine.offset(),
                        mine.offset() + mine.length(),
                        theirs.array(),
                        theirs.offset(),
                        theirs.offset() + theirs.length())
                && mine.array().length == theirs.array().length;
    }

    private static String describe(Inbound message) {
        return kind(message) + " " + message;
    }
}
