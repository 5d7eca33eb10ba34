package org.oisp.gateway.it.support;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Generates valid but meaningless JSON. */
final class RandomJson {

    private static final List<String> NAMES = List.of(
            "type",
            "deviceId",
            "deviceToken",
            "credentials",
            "username",
            "password",
            "body",
            "content",
            "deviceUID",
            "accountId",
            "domainId",
            "",
            "a",
            "\\u0000",
            "t\\u0079pe",
            "__proto__");
    private static final List<String> TYPES = List.of("ping", "device", "actuation", "DEVICE", "");
    private static final List<String> CHARACTERS = List.of(
            "a", "\\n", "\\\"", "\\u00e9", "\\ud800", "\\udfff\\ud800", "\u00e9", "\u4e16", "\uD83D\uDCA1", "\\/");
    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "-1.5e3",
            "1e400",
            "9007199254740993",
            "\"\"",
            "[]",
            "{}",
            "[null]",
            "\"c4715841-bb1e-4c87-ad78-2376fe596a11\"");
    /** A name and the scalar that follows it. */
    private static final Pattern FIELD = Pattern.compile("(\"\\w+\":)(\"[^\"]*\"|\\d+)");

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    /** Returns any value, nested at most {@code depth} levels deep. */
    String value(int depth) {
        int choice = random.nextInt(depth > 0 ? 5 : 3);
        return switch (choice) {
            case 0 -> any(SCALARS);
            case 1 -> "\"" + character().repeat(random.nextInt(20)) + "\"";
            case 2 -> Double.toString(random.nextGaussian() * 1e10);
            case 3 -> list(depth - 1);
            default -> object(depth - 1);
        };
    }

    /** Returns an object with a type, sometimes a known one, and known names with random values. */
    String message() {
        String object = object(4);
        return "{\"type\":\"" + any(TYPES) + "\"" + (object.length() > 2 ? "," : "") + object.substring(1);
    }

    /** Returns the message with the value of one field replaced by a random one. */
    String withAnotherValue(String message) {
        List<MatchResult> fields = FIELD.matcher(message).results().toList();
        MatchResult field = fields.get(random.nextInt(fields.size()));
        return message.substring(0, field.start(2)) + value(2) + message.substring(field.end(2));
    }

    /** Returns a random character in its form within a JSON string. */
    String character() {
        return any(CHARACTERS);
    }

    private String list(int depth) {
        StringBuilder list = new StringBuilder("[");
        for (int i = random.nextInt(5); i > 0; i--) {
            list.append(value(depth)).append(i > 1 ? "," : "");
        }
        return list.append(']').toString();
    }

    private String object(int depth) {
        StringBuilder object = new StringBuilder("{");
        for (int i = random.nextInt(7); i > 0; i--) {
            object.append('"')
                    .append(any(NAMES))
                    .append("\":")
                    .append(value(depth))
                    .append(i > 1 ? "," : "");
        }
        return object.append('}').toString();
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
