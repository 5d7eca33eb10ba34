package org.oisp.gateway.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.kind.DatabaseUrlKind;
import org.oisp.gateway.server.config.kind.DurationKind;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.kind.FlagKind;
import org.oisp.gateway.server.config.kind.HostKind;
import org.oisp.gateway.server.config.kind.HostListKind;
import org.oisp.gateway.server.config.kind.HostNamesKind;
import org.oisp.gateway.server.config.kind.HostPortKind;
import org.oisp.gateway.server.config.kind.NumberKind;
import org.oisp.gateway.server.config.kind.RangesKind;
import org.oisp.gateway.server.config.kind.SecretKind;
import org.oisp.gateway.server.config.kind.SettingKind;
import org.oisp.gateway.server.config.kind.ShareKind;
import org.oisp.gateway.server.config.kind.TextKind;
import org.oisp.gateway.server.config.kind.UrlKind;
import org.oisp.gateway.server.config.setting.Setting;

/**
 * Values that a setting must refuse.
 *
 * @param values the values
 * @param said what the line about each of them must say: which values are allowed
 */
record WrongForms(List<String> values, List<String> said) {

    private static final WrongForms NUMBERS =
            of("x", "-1", "1.5", "1e3", "0x10", "5 000", "5000 ms", "on", "99999999999999999999", "1\n2");
    private static final WrongForms TIMES = of(
                    "x",
                    "30",
                    "s",
                    "-1s",
                    "1.5s",
                    "1 s",
                    "1S",
                    "25h",
                    "86401s",
                    "1d",
                    "PT1S",
                    "99999999999999999999s",
                    "1s\n1s")
            .saying("500ms", "30s", "a day");
    private static final WrongForms SHARES =
            of("-0.1", "1.1", "NaN", "1%", "0.5f", "0x1p-1", "half", ".", "1e", "-0", "0.1\u0085x");
    private static final WrongForms SWITCHES =
            of("true", "false", "yes", "no", "1", "enabled", "on\noff").saying("on", "off");
    private static final WrongForms CHOICES =
            of("verbose", "silly", "http", "warning", "5", "xml", "true", "none", "ou", "cn,dns", "signed", "info\nx");
    private static final WrongForms HOSTS =
            of("http://h", "h:1", "h/n", "a b", "[::1]:1", "h\nh").saying("name", "address");
    private static final WrongForms ADDRESSES =
            of("http://h:1", "h:x", "h:0", "h:65536", ":1", "a b:1", "h\n:1").saying("host:port");
    private static final WrongForms LISTS = of("http://h:1", "a:1,,b:1", "a:1,", "a:1;b:1", "a:65536", "a b", "a\nb")
            .saying("a list such as", ":");
    private static final WrongForms RANGES = of(
                    "haproxy", "10.0.0.0/33", "::1/129", "10.0.0.0/8,", "a,b,c", "10.0.0.0/8\n::1")
            .saying("10.0.0.0/8", "fd00::/8");
    private static final WrongForms WEB_URLS = of(
                    "h",
                    "h:1",
                    "ftp://h",
                    "http://",
                    "http://a b",
                    "http://u:p@h",
                    "http://h:99999",
                    "http://h#x",
                    "%",
                    "http://h\nh")
            .saying("http", "https", "without user name and fragment");
    private static final WrongForms FILES = of("absent.pem", "keys", "damaged.pem", "a\0b", "tls.crt/x");
    private static final WrongForms DATABASE_URLS = of(
            "h",
            "mysql://u@h/n",
            "postgresql://u@h",
            "postgresql://u@h/",
            "postgresql://u@h/a/b",
            "postgresql://u@/n",
            "postgresql://:p@h/n",
            "postgresql://u:%@h/n",
            "postgresql://u:a b@h/n",
            "postgresql://u@h:99999/n",
            "postgresql://u@h:0/n",
            "postgresql://u@h/n?sslmode",
            "postgresql://u@h/n?sslmode=a&sslpassword=b",
            "postgresql://u@h/n#x",
            "postgresql://u@h/n?",
            "postgresql://u@h/n\nx");

    /** Returns a setting's wrong forms; none for a text that may be anything. */
    static WrongForms of(Setting setting) {
        SettingKind<?> kind = setting.kind();
        if (kind instanceof NumberKind number) {
            List<String> outside = new ArrayList<>(List.of("" + (number.min() - 1L)));
            if (setting != Setting.MAX_FRAME_BYTES) {
                // The upper bound of a frame is that of a message.
                outside.add("" + (number.max() + 1L));
            }
            return NUMBERS.and(outside).saying("a number from " + number.min() + " to ");
        } else if (kind instanceof DurationKind time) {
            return time.orZero() ? TIMES : TIMES.and(List.of("0s", "0ms"));
        } else if (kind instanceof ShareKind share) {
            return SHARES.and(List.of("" + (share.min() - 0.001), "" + (share.max() + 0.001)))
                    .saying("a number from 0", " to ");
        } else if (kind instanceof FlagKind) {
            return SWITCHES;
        } else if (kind instanceof ChoiceKind<?> choice) {
            return CHOICES.saying(Stream.of(choice.choices().getEnumConstants())
                    .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toArray(String[]::new));
        } else if (kind instanceof HostNamesKind) {
            return HOSTS.and(List.of("h1,", ",h2", "h1,h2:x", "h1,h2:0", "h1,h2/n"));
        } else if (kind instanceof HostKind) {
            return HOSTS;
        } else if (kind instanceof HostPortKind) {
            return ADDRESSES;
        } else if (kind instanceof HostListKind) {
            return LISTS;
        } else if (kind instanceof RangesKind) {
            return RANGES;
        } else if (kind instanceof UrlKind) {
            return WEB_URLS;
        } else if (kind instanceof DatabaseUrlKind) {
            return DATABASE_URLS;
        } else if (kind instanceof FileKind) {
            return FILES;
        } else if (kind instanceof SecretKind secret) {
            return secret.min() == 0
                    ? of()
                    : of("x", "x".repeat(secret.min() - 1)).saying(secret.min() + " characters");
        } else if (kind instanceof TextKind text) {
            return text(setting, text);
        }
        throw new AssertionError("no wrong forms of " + kind);
    }

    private static WrongForms text(Setting setting, TextKind kind) {
        return switch (setting) {
            case KAFKA_TOPIC ->
                of("a b", ".", "..", "a/b", "x".repeat(250), "a\nb").saying("1 to 249 letters, digits");
            case REDIS_PREFIX -> of("a b", "a*", "x".repeat(33), "a\nb").saying("1 to 32 letters, digits");
            default -> {
                if (!kind.equals(TextKind.text())) {
                    throw new AssertionError("no wrong forms of " + setting);
                }
                yield of();
            }
        };
    }

    private static WrongForms of(String... values) {
        return new WrongForms(List.of(values), List.of());
    }

    private WrongForms and(List<String> more) {
        return new WrongForms(
                Stream.concat(values.stream(), more.stream()).distinct().toList(), said);
    }

    private WrongForms saying(String... words) {
        return new WrongForms(values, List.of(words));
    }
}
