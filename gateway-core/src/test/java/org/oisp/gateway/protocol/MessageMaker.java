package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Makes messages that peers send, and messages that no peer should: pings, registrations and actuations with keys in any order, repeated,
 * escaped, of any type, deep, long; then with some bytes changed. All are valid UTF-8, like all input of a reader.
 */
final class MessageMaker {

    private static final String[] KEYS = {
        "type",
        "deviceId",
        "deviceToken",
        "credentials",
        "body",
        "content",
        "deviceUID",
        "accountId",
        "domainId",
        "username",
        "password",
        "features",
        "id",
        "status",
        "detail",
        "gatewayId",
        "Type",
        "typ",
        "bodyx",
        "",
        "\u00e9",
        "\ud83d\ude00",
        "__proto__",
        "a long name that is nobody's"
    };

    private static final String[] TEXTS = {
        "ping",
        "device",
        "actuation",
        "Ping",
        "",
        "u",
        "p",
        "d1",
        "example001",
        "a.b.c",
        "LED.v1.0",
        "\u00e9",
        "\u2028",
        "\ud83d\ude00",
        "c4715841-bb1e-4c87-ad78-2376fe596a11",
        "C4715841-BB1E-4C87-AD78-2376FE596A11",
        "c4715841-bb1e-4c87-ad78-2376fe596a1",
        "c4715841-bb1e-4c87-ad78-2376fe596a1g",
        "c4715841bbb1e-4c87-ad78-2376fe596a11",
        "c4715841-bb1e-4c87-ad78-2376fe596a\u00e9",
        "c4715841-bb1e-4c87-ad78-2376fe596a1\u0661",
        "c4715841-bb1e-4c87-ad78-2376fe596a\ud83d\ude00",
        "1-1-1-1-1",
        "\"\\/\b\f\n\r\t\u0000\u001f\u007f",
        "?",
        "ack",
        "renew",
        "succeeded",
        "failed"
    };

    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "10",
        "0.5",
        "1e5",
        "-1.5E-05",
        "1e999",
        "123456789012345678901234567890",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        "+1",
        "NaN",
        "nul",
        "truex",
        "True",
        "1 2",
        "'a'",
        "\ufeff"
    };

    private static final HexFormat LOWER = HexFormat.of();
    private static final HexFormat UPPER = LOWER.withUpperCase();

    private final Random random;
    private final MessageChanges changes;
    private byte[] last = {};

    MessageMaker(Random random) {
        this.random = random;
        this.changes = new MessageChanges(random);
    }

    /** Returns the next message: at times a new one, otherwise the last new one with some changes. */
    byte[] next() {
        if (oneIn(3)) {
            last = message().getBytes(StandardCharsets.UTF_8);
            return last;
        }
        return changes.of(last);
    }

    private String message() {
        String[] kinds = {"ping", "device", "actuation", "actuation", "actuation", "ack", "other"};
        List<String> members = new ArrayList<>();
        members.add(member("type", oneIn(30) ? value(2) : text(kinds[random.nextInt(kinds.length)])));
        if (!oneIn(8)) {
            members.add(member("credentials", oneIn(10) ? value(2) : credentials()));
        }
        if (!oneIn(8)) {
            members.add(member("body", oneIn(10) ? value(2) : body()));
        }
        if (oneIn(3)) {
            members.add(member("deviceId", textOrValue("d1")));
            members.add(member("deviceToken", textOrValue("a.b.c")));
            members.add(member("features", oneIn(4) ? value(3) : features()));
        }
        if (oneIn(3)) {
            members.add(member("id", textOrValue(oneIn(8) ? "i".repeat(159 + random.nextInt(3)) : "x#1")));
            members.add(member("status", textOrValue(oneIn(2) ? "succeeded" : "failed")));
            members.add(member("detail", textOrValue(oneIn(8) ? longDetail() : "why")));
        }
        return oneIn(40) ? space() + value(3) + space() : space() + object(members) + space();
    }

    /** Returns a text about as long as a detail may be, with a surrogate pair where it may be cut. */
    private String longDetail() {
        return "d".repeat(1_020 + random.nextInt(6)) + "\ud83d\ude00" + "d".repeat(random.nextInt(3));
    }

    private String features() {
        List<String> words = new ArrayList<>();
        for (int more = random.nextInt(4); more > 0; more--) {
            words.add(oneIn(5) ? value(2) : text(oneIn(2) ? "ack" : "renew"));
        }
        return "[" + space() + String.join(space() + "," + space(), words) + space() + "]";
    }

    private String credentials() {
        List<String> members = new ArrayList<>();
        members.add(member("username", textOrValue("u")));
        members.add(member("password", textOrValue("p")));
        return object(members);
    }

    private String body() {
        List<String> members = new ArrayList<>();
        members.add(member("content", oneIn(10) ? value(2) : content()));
        if (oneIn(2)) {
            members.add(member("transport", text("ws")));
        }
        return object(members);
    }

    private String content() {
        List<String> members = new ArrayList<>();
        for (String key : new String[] {"deviceUID", "accountId", "domainId"}) {
            if (oneIn(2)) {
                members.add(member(key, textOrValue(TEXTS[14 + random.nextInt(2)])));
            }
        }
        members.add(member("deviceId", textOrValue("d1")));
        if (oneIn(3)) {
            members.add(member("params", value(4)));
        }
        return object(members);
    }

    /** Returns a shuffled object, at times with a repeated or an unknown key. */
    private String object(List<String> members) {
        for (int more = oneIn(4) ? random.nextInt(4) : 0; more > 0; more--) {
            members.add(member(any(KEYS), value(2)));
        }
        Collections.shuffle(members, random);
        return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
    }

    private String member(String key, String value) {
        return text(key) + space() + ":" + space() + value;
    }

    private String textOrValue(String usual) {
        return oneIn(6) ? value(1) : text(usual);
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 0 ? 7 : 4);
        if (oneIn(150)) {
            return nested();
        }
        return switch (kind) {
            case 0, 1 -> text(any(TEXTS));
            // The first twelve are JSON, the others are not.
            case 2, 3 -> oneIn(40) ? any(SCALARS) : SCALARS[random.nextInt(12)];
            case 4 -> object(new ArrayList<>());
            case 5 -> object(new ArrayList<>(List.of(member(any(KEYS), value(depth - 1)))));
            default ->
                "[" + space() + value(depth - 1) + (oneIn(2) ? "" : space() + "," + value(depth - 1)) + space() + "]";
        };
    }

    /** Returns a long or deep value: around the maximum depth, properly closed or not. */
    private String nested() {
        if (oneIn(2)) {
            return oneIn(2) ? "9".repeat(random.nextInt(3_000)) : text("x".repeat(random.nextInt(3_000)));
        }
        int depth = oneIn(2) ? random.nextInt(150) : MessageReader.MAX_DEPTH - 6 + random.nextInt(9);
        StringBuilder text = new StringBuilder();
        StringBuilder behind = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            boolean object = random.nextBoolean();
            text.append(object ? "{\"a\":" : "[");
            behind.append(object ? '}' : ']');
        }
        if (oneIn(20) && depth > 0) {
            behind.setCharAt(random.nextInt(depth), '}');
        }
        return text.append("0").append(behind.reverse()).toString();
    }

    /** Returns a quoted string, at times with needless or invalid escapes. */
    private String text(String meant) {
        boolean often = oneIn(10);
        boolean all = often && oneIn(2);
        StringBuilder text = new StringBuilder("\"");
        for (char c : meant.toCharArray()) {
            if (c < 0x20 || c == '"' || c == '\\' || all || (often && !Character.isSurrogate(c) && oneIn(3))) {
                text.append("\\u").append((random.nextBoolean() ? LOWER : UPPER).toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        if (oneIn(300)) {
            text.append(any(MessageChanges.ODD_ESCAPES));
        }
        return text.append('"').toString();
    }

    private String space() {
        return oneIn(12) ? " \t\r\n ".substring(random.nextInt(5)) : "";
    }

    private String any(String[] choice) {
        return choice[random.nextInt(choice.length)];
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }
}
