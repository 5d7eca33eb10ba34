package org.oisp.gateway.server.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads environment variables, and collects what is wrong with them instead of stopping at the first. */
final class Environment {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** What Kubernetes sets for a service called "gateway". */
    private static final Pattern SERVICE_LINK = Pattern.compile("GATEWAY_(SERVICE_.*|PORT_\\d.*)");

    private final Map<String, String> variables;
    /** Each once: a variable may be read in two places. */
    private final Set<String> problems = new LinkedHashSet<>();

    private final Set<String> notes = new LinkedHashSet<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
        noteUnknown();
    }

    /** A variable's value, or null if it is missing or empty. */
    @Nullable
    String get(String variable) {
        String value = variables.get(variable);
        return value == null || value.isBlank() ? null : value.trim();
    }

    String text(Setting setting) {
        String value = get(setting.variable());
        return value == null ? setting.defaultValue() : value;
    }

    int number(Setting setting, int least, int most) {
        String text = text(setting);
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        problem(setting.variable(), "\"" + text + "\" is not a number from " + least + " to " + most + hint(text));
        // What depends on it is not to be wrong as well.
        return Integer.parseInt(setting.defaultValue());
    }

    Duration duration(Setting setting) {
        String text = text(setting);
        Matcher parts = DURATION.matcher(text);
        if (parts.matches()) {
            long amount = Long.parseLong(parts.group(1));
            Duration value = switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (!value.isZero() && value.compareTo(Duration.ofDays(1)) <= 0) {
                return value;
            }
        }
        problem(setting.variable(), "\"" + text + "\" is not a time such as 500ms, 30s or 2m, of at most a day");
        return Duration.ofSeconds(1);
    }

    void problem(String variable, String what) {
        problems.add(variable + ": " + what);
    }

    void note(String what) {
        notes.add(what);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    private static String hint(String text) {
        return text.startsWith("tcp://")
                ? "; Kubernetes sets it for a service called \"gateway\": set enableServiceLinks: false in the pod"
                : "";
    }

    private void noteUnknown() {
        TreeSet<String> unknown = new TreeSet<>(variables.keySet());
        unknown.removeIf(variable -> !variable.startsWith("GATEWAY_")
                || SERVICE_LINK.matcher(variable).matches());
        for (Setting setting : Setting.values()) {
            unknown.remove(setting.variable());
        }
        unknown.forEach(variable -> note(variable + " is set, but there is no such setting"));
    }
}
