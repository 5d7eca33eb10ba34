package org.oisp.gateway.protocol;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.oisp.gateway.protocol.Inbound.ActuationMessage;

/** Compares what two readers understand of a message, part by part. */
final class Meanings {

    /** Matches an escape; an unpaired surrogate is group 1. */
    private static final Pattern ESCAPE =
            Pattern.compile("(?i)\\\\ud[89ab]..\\\\ud[c-f]..|(\\\\ud[89a-f]..)|\\\\.", Pattern.DOTALL);

    private static final Field USERNAME = field("username");
    private static final Field PASSWORD = field("password");

    private Meanings() {}

    /** Returns the message with a question mark for each unpaired surrogate escape, so that no key turns into a known one. */
    static byte[] withoutHalves(byte[] message) {
        return ESCAPE.matcher(new String(message, StandardCharsets.ISO_8859_1))
                .replaceAll(escape -> escape.group(1) == null ? Matcher.quoteReplacement(escape.group()) : "?")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static String kind(Inbound message) {
        if (!(message instanceof ActuationMessage actuation)) {
            return message instanceof Inbound.Signal signal
                    ? signal.name()
                    : message.getClass().getSimpleName();
        }
        return actuation.body() == null
                ? "no body"
                : actuation.body().target().getClass().getSimpleName();
    }

    static boolean same(Inbound now, Inbound before) throws ReflectiveOperationException {
        if (!(now instanceof ActuationMessage mine) || !(before instanceof ActuationMessage theirs)) {
            return now.equals(before);
        }
        return same(mine.credentials(), theirs.credentials(), USERNAME)
                && same(mine.credentials(), theirs.credentials(), PASSWORD)
                && same(mine.body(), theirs.body());
    }

    /** Compares one part, which may be missing; {@link Credentials#admit} does not tell a missing part from a wrong one. */
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

    static String describe(Inbound message) {
        return kind(message) + " " + message;
    }
}
