package org.oisp.gateway.server.config.setting;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.config.source.ValueOrigin;

/**
 * Reads each setting from the one source that gives it: its own variable, the file that its {@code _FILE} variable names, or an
 * equivalent value of the original or Cloud Foundry. Reports a second source. Records each effective value and its origin.
 */
public final class SettingReader {

    private final Environment environment;
    private final ConfigurationFindings configurationFindings;
    private final Map<Setting, EffectiveSetting> effective = new EnumMap<>(Setting.class);

    /**
     * Creates a reader; notes unknown variables.
     *
     * @param environment the variables
     * @param configurationFindings receives problems and notes
     */
    public SettingReader(Environment environment, ConfigurationFindings configurationFindings) {
        this.environment = environment;
        this.configurationFindings = configurationFindings;
        Set<String> known = new HashSet<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.variable());
            if (setting.secret()) {
                known.add(setting.variable() + Environment.FILE);
            }
        }
        environment.noteUnknown("GATEWAY_", known);
    }

    /**
     * Returns a setting's value, and records it.
     *
     * @param setting the setting
     * @param elsewhere values from sources other than its own variable; null for a source without one
     * @return the value, or null if no source gives it
     */
    public @Nullable GivenValue find(Setting setting, @Nullable GivenValue... elsewhere) {
        GivenValue own = environment.get(setting.variable());
        GivenValue file = setting.secret() ? environment.file(setting.variable() + Environment.FILE) : null;
        List<GivenValue> places = Stream.concat(Stream.of(own, file), Stream.of(elsewhere))
                .<GivenValue>mapMulti((givenValue, next) -> {
                    if (givenValue != null) {
                        next.accept(givenValue);
                    }
                })
                .toList();
        if (places.isEmpty()) {
            boolean none = setting.defaultValue().isEmpty();
            show(setting, setting.defaultValue(), none ? EffectiveSetting.NOT_SET : EffectiveSetting.DEFAULT);
            return null;
        }
        GivenValue first = places.get(0);
        if (places.size() > 1 && places.stream().allMatch(GivenValue::usable)) {
            configurationFindings.problem(
                    first.valueOrigin(),
                    "is given twice, here and by " + places.get(1).valueOrigin() + "; remove one of them");
        }
        show(
                setting,
                setting.secret() && !first.text().isEmpty() ? EffectiveSetting.MASKED : first.text(),
                first.valueOrigin().toString());
        return first;
    }

    /**
     * Records the effective value of a setting that is derived.
     *
     * @param setting the setting
     * @param value the value to show
     * @param origin where it comes from
     */
    public void show(Setting setting, String value, String origin) {
        effective.put(setting, new EffectiveSetting(setting, value, origin));
    }

    /**
     * Returns whether a setting is given by its own variable or a file.
     *
     * @param settings the settings to check
     * @return whether any is set
     */
    public boolean isSet(Setting... settings) {
        return Stream.of(settings)
                .anyMatch(setting -> environment.get(setting.variable()) != null
                        || (setting.secret() && environment.get(setting.variable() + Environment.FILE) != null));
    }

    /**
     * Returns a text.
     *
     * @param setting the setting
     * @param elsewhere values from other sources
     * @return the text, or the default
     */
    public String text(Setting setting, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        return givenValue == null ? setting.defaultValue() : givenValue.text();
    }

    /**
     * Returns a text that must be given.
     *
     * @param setting the setting
     * @param missing where to report a missing value
     * @param elsewhere values from other sources
     * @return the text; if it is missing, which is reported, empty and unusable
     */
    public GivenValue required(Setting setting, ValueOrigin missing, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        if (givenValue == null) {
            configurationFindings.problem(missing, missing.field().isEmpty() ? "is not set" : "is missing");
            return new GivenValue("", missing, false);
        }
        if (givenValue.usable() && givenValue.text().isEmpty()) {
            configurationFindings.problem(givenValue.valueOrigin(), "is empty");
        }
        return givenValue;
    }

    /**
     * Returns a host that must be given.
     *
     * @param setting the setting
     * @param missing where to report a missing value
     * @param elsewhere values from other sources
     * @return its name or address; empty if it is missing, which is reported
     */
    public String host(Setting setting, ValueOrigin missing, @Nullable GivenValue... elsewhere) {
        return host(required(setting, missing, elsewhere));
    }

    /**
     * Checks a host.
     *
     * @param givenValue the value
     * @return its text, even if it is invalid, which is reported
     */
    public String host(GivenValue givenValue) {
        if (givenValue.usable() && !givenValue.text().isEmpty() && !HostAndPort.isHost(givenValue.text())) {
            wrong(givenValue, "is not a host's name or address");
        }
        return givenValue.text();
    }

    /**
     * Returns a whole number.
     *
     * @param setting the setting
     * @param min the minimum
     * @param max the maximum
     * @param elsewhere values from other sources
     * @return the number, or the default; an invalid value is reported
     */
    public int number(Setting setting, int min, int max, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        // The default replaces an invalid value, so that dependent settings are not reported too.
        int otherwise = Integer.parseInt(setting.defaultValue());
        return givenValue == null ? otherwise : number(givenValue, min, max, otherwise);
    }

    /**
     * Parses a whole number.
     *
     * @param givenValue the value
     * @param min the minimum
     * @param max the maximum
     * @param otherwise the result for an invalid value, which is reported
     * @return the number
     */
    public int number(GivenValue givenValue, int min, int max, int otherwise) {
        try {
            int value = Integer.parseInt(givenValue.text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        if (givenValue.usable()) {
            wrong(givenValue, "is not a number from " + min + " to " + max + hint(givenValue.text()));
        }
        return otherwise;
    }

    /**
     * Returns a time.
     *
     * @param setting the setting
     * @param elsewhere values from other sources
     * @return a positive time, or the default; an invalid value is reported
     */
    public Duration duration(Setting setting, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        Duration otherwise = Objects.requireNonNull(TimeText.parse(setting.defaultValue()));
        if (givenValue == null || !givenValue.usable()) {
            return otherwise;
        }
        Duration value = TimeText.parse(givenValue.text());
        if (value == null) {
            wrong(givenValue, "is not a time such as 500ms, 30s or 2m, of at most a day");
            return otherwise;
        }
        return value;
    }

    /**
     * Returns a time that may be zero.
     *
     * @param setting the setting
     * @return the time, or the default; an invalid value is reported
     */
    public Duration durationOrZero(Setting setting) {
        GivenValue givenValue = find(setting);
        if (givenValue != null && TimeText.isNone(givenValue.text())) {
            return Duration.ZERO;
        }
        Duration otherwise = TimeText.isNone(setting.defaultValue())
                ? Duration.ZERO
                : Objects.requireNonNull(TimeText.parse(setting.defaultValue()));
        if (givenValue == null || !givenValue.usable()) {
            return otherwise;
        }
        Duration value = TimeText.parse(givenValue.text());
        if (value == null) {
            wrong(givenValue, "is not a time such as 0s, 500ms or 30s, of at most a day");
            return otherwise;
        }
        return value;
    }

    /**
     * Returns whether a switch is on; reports an invalid value.
     *
     * @param setting the setting
     * @return true for {@code on}
     */
    public boolean isOn(Setting setting) {
        GivenValue givenValue = find(setting);
        String text =
                givenValue == null ? setting.defaultValue() : givenValue.text().toLowerCase(Locale.ROOT);
        if (givenValue != null && !text.equals("on") && !text.equals("off")) {
            wrong(givenValue, "is neither on nor off");
        }
        return text.equals("on");
    }

    /**
     * Reports an invalid value. Shows only values of variables: a misplaced value in JSON or a file may be a secret.
     *
     * @param givenValue the value
     * @param what is wrong with it
     */
    public void wrong(GivenValue givenValue, String what) {
        ValueOrigin valueOrigin = givenValue.valueOrigin();
        boolean own = valueOrigin.field().isEmpty() && valueOrigin.file().isEmpty();
        configurationFindings.problem(valueOrigin, own ? "\"" + givenValue.text() + "\" " + what : what);
    }

    /**
     * Returns all settings that were read.
     *
     * @return the effective values in the order of {@link Setting}
     */
    public List<EffectiveSetting> effective() {
        return List.copyOf(effective.values());
    }

    private static String hint(String text) {
        return text.startsWith("tcp://")
                ? "; Kubernetes sets it for a service called \"gateway\": set enableServiceLinks: false in the pod"
                : "";
    }
}
