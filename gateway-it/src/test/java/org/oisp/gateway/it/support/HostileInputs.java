package org.oisp.gateway.it.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Generates the input of hostile peers; the same for the same seed. */
public final class HostileInputs {

    /**
     * The input of one connection.
     *
     * @param kind its description, for messages
     * @param afterHandshake whether it follows a valid handshake, or replaces it
     * @param bytes what to send
     * @param cut whether the peer then cuts the connection, or ends it in order
     */
    public record Input(String kind, boolean afterHandshake, byte[] bytes, boolean cut) {}

    private interface Kind {
        byte[] make();
    }

    private static final int MAX_LENGTH = 60_000;

    private final Random random;
    private final List<String> valid;
    private final RandomJson json;
    private final List<String> names = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();
    private int made;

    /** Creates a generator; some inputs are mutations of these valid messages. */
    public HostileInputs(long seed, List<String> valid) {
        this.random = new Random(seed);
        this.valid = valid;
        this.json = new RandomJson(random);
        kind("a mutated message", () -> text(mutated(utf8(valid()))));
        kind("a mutated frame", () -> mutated(RawFrame.text(valid()).bytes()));
        kind("a mutated handshake", () -> mutated(RawRequest.handshake().bytes()));
        kind("random JSON", () -> text(utf8(json.value(6))));
        kind("a message with random fields", () -> text(utf8(json.message())));
        kind("a message with a wrong type in a field", () -> text(utf8(json.withAnotherValue(valid()))));
        kind("random bytes for a text", () -> text(bytes(random.nextInt(300))));
        kind("random frames", this::randomFrames);
        kind("random bytes for frames", () -> bytes(1 + random.nextInt(2_000)));
        kind("random bytes for a handshake", () -> bytes(1 + random.nextInt(2_000)));
        kind("a frame without its end", this::truncated);
        kind("deep nesting", () -> text(utf8(nested())));
        kind("a huge number", () -> text(utf8(hugeNumber())));
        kind("many keys", () -> text(utf8(manyKeys())));
        kind("a long text", () -> text(utf8(longText())));
        kind("NUL characters", () -> text(utf8(nuls())));
        kind("a bad token", () -> text(utf8(badToken())));
        kind("too much", this::oversized);
    }

    private void kind(String name, Kind kind) {
        names.add(name);
        kinds.add(kind);
    }

    public Input next() {
        int kind = made++ % kinds.size();
        boolean afterHandshake = !names.get(kind).endsWith("handshake");
        return new Input(names.get(kind), afterHandshake, kinds.get(kind).make(), random.nextInt(4) == 0);
    }

    private String valid() {
        return valid.get(random.nextInt(valid.size()));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns a text message in one frame, or sometimes in several. */
    private byte[] text(byte[] message) {
        if (random.nextInt(3) > 0) {
            return RawFrame.of(RawFrame.TEXT, message).withMask(bytes(4)).bytes();
        }
        int cut = random.nextInt(message.length + 1);
        return RawFrame.join(
                RawFrame.of(RawFrame.TEXT, Arrays.copyOf(message, cut)).unfinished(),
                RawFrame.of(RawFrame.CONTINUATION, Arrays.copyOfRange(message, cut, message.length)));
    }

    private byte[] mutated(byte[] good) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            int other = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "\"\\{}[]:,0 \n".charAt(random.nextInt(11));
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 4 -> bytes = splice(bytes, Math.min(at, other), Math.max(at, other), new byte[0]);
                default ->
                    bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, Math.min(at, other), Math.max(at, other)));
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] spliced = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, spliced, from, middle.length);
        System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
        return spliced;
    }

    private byte[] randomFrames() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(20); i >= 0; i--) {
            RawFrame frame = RawFrame.of(
                            random.nextInt(16), bytes(random.nextInt(random.nextInt(10) == 0 ? 5_000 : 130)))
                    .withMask(bytes(4));
            frame = random.nextInt(3) == 0 ? frame.unfinished() : frame;
            frame = random.nextInt(10) == 0 ? frame.withRsv(random.nextInt(8)) : frame;
            frame = random.nextInt(10) == 0 ? frame.unmasked() : frame;
            frame = random.nextInt(10) == 0 ? frame.claiming(random.nextLong()) : frame;
            stream.writeBytes(frame.bytes());
        }
        return stream.toByteArray();
    }

    private byte[] truncated() {
        byte[] frame =
                RawFrame.text(valid() + " ".repeat(random.nextInt(1_000))).bytes();
        return Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 1));
    }

    private String nested() {
        int depth = 1 + random.nextInt(MAX_LENGTH / 6);
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(depth) + "]".repeat(depth);
            case 1 -> "[".repeat(depth);
            case 2 -> "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
            default ->
                "{\"type\":\"actuation\",\"credentials\":" + Actuations.CREDENTIALS + ",\"body\":{\"content\":"
                        + "[{\"a\":".repeat(depth / 2) + "1" + "}]".repeat(depth / 2) + "}}";
        };
    }

    private String hugeNumber() {
        String digits = "9".repeat(1 + random.nextInt(MAX_LENGTH));
        String number = switch (random.nextInt(5)) {
            case 0 -> digits;
            case 1 -> "-" + digits + "." + digits.length();
            case 2 -> "1e" + digits.substring(digits.length() / 2);
            case 3 -> "1E-999999999999";
            default -> "0." + digits;
        };
        return "{\"type\":%1$s,\"deviceId\":%1$s,\"a\":[%1$s]}"
                .formatted(number.substring(0, Math.min(number.length(), 19_000)));
    }

    private String manyKeys() {
        boolean same = random.nextBoolean();
        StringBuilder message = new StringBuilder("{\"type\":\"ping\"");
        for (int i = random.nextInt(4_000); i >= 0; i--) {
            message.append(",\"")
                    .append(same ? "type" : Integer.toString(random.nextInt(), 36))
                    .append("\":")
                    .append(i);
        }
        return message.append('}').toString();
    }

    private String longText() {
        String text = json.character().repeat(1 + random.nextInt(10_000));
        return switch (random.nextInt(4)) {
            case 0 -> "{\"type\":\"" + text + "\"}";
            case 1 -> "{\"" + text + random.nextLong() + "\":1}";
            case 2 -> "{\"type\":\"device\",\"deviceId\":\"" + text + "\",\"deviceToken\":\"" + text + "\"}";
            default ->
                "{\"type\":\"actuation\",\"credentials\":{\"username\":\"" + text + "\",\"password\":\"" + text
                        + "\"},\"body\":{\"content\":{}}}";
        };
    }

    private String nuls() {
        String nul = random.nextBoolean() ? "\u0000" : "\\u0000";
        String message = valid();
        int at = random.nextInt(message.length());
        return message.substring(0, at) + nul.repeat(1 + random.nextInt(3)) + message.substring(at);
    }

    private String badToken() {
        String header = random.nextBoolean()
                ? json.value(2)
                : json.withAnotherValue("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"a\"}");
        String claims = random.nextBoolean() ? json.value(3) : "{\"sub\":\"a\",\"exp\":" + json.value(1) + "}";
        String token = base64(utf8(header)) + "." + base64(utf8(claims)) + "." + base64(bytes(random.nextInt(300)));
        return Client.registration(
                "a", random.nextInt(3) == 0 ? token.substring(random.nextInt(token.length())) : token);
    }

    private byte[] oversized() {
        if (random.nextBoolean()) {
            return RawFrame.of(random.nextInt(3), new byte[65_537 + random.nextInt(100_000)])
                    .bytes();
        }
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        byte[] next = RawFrame.of(RawFrame.CONTINUATION, new byte[65_536])
                .unfinished()
                .bytes();
        stream.writeBytes(RawFrame.text("[").unfinished().bytes());
        for (int i = random.nextInt(18); i >= 0; i--) {
            stream.writeBytes(next);
        }
        return stream.toByteArray();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
