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
 * Reads settings, each from the one place that gives it: its own variable, the file that one names, or a place of the original's
 * configuration or of Cloud Foundry's that means the same. Two such places are a problem. Keeps what it read, and from where.
 */
public final class SettingReader {

    private final Environment environment;
    private final ConfigurationFindings configurationFindings;
    private final Map<Setting, EffectiveSetting> effective = new EnumMap<>(Setting.class);

    /**
     * Makes a reader that has read nothing yet.
     *
     * @param environment where the variables are
     * @param configurationFindings told what is wrong
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
     * A setting's value.
     *
     * @param setting which
     * @param elsewhere what other places than its own variable say; null for one that does not
     * @return the value, or null if no place gives it
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
     * Says what holds for a setting whose value is put together.
     *
     * @param setting which
     * @param value what to show of it
     * @param origin where that is from
     */
    public void show(Setting setting, String value, String origin) {
        effective.put(setting, new EffectiveSetting(setting, value, origin));
    }

    /**
     * Whether one of these is given by its own variable or the file that names.
     *
     * @param settings some settings
     * @return whether any is
     */
    public boolean isSet(Setting... settings) {
        return Stream.of(settings)
                .anyMatch(setting -> environment.get(setting.variable()) != null
                        || (setting.secret() && environment.get(setting.variable() + Environment.FILE) != null));
    }

    /**
     * A text.
     *
     * @param setting which
     * @param elsewhere what other places say
     * @return the text, or the default
     */
    public String text(Setting setting, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        return givenValue == null ? setting.defaultValue() : givenValue.text();
    }

    /**
     * A text that has to be there.
     *
     * @param setting which
     * @param missing where to write it, if it is nowhere
     * @param elsewhere what other places say
     * @return the text; empty and unusable if there is none, which is reported
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
     * A host that has to be there.
     *
     * @param setting which
     * @param missing where to write it, if it is nowhere
     * @param elsewhere what other places say
     * @return its name or address; empty if there is none, which is reported
     */
    public String host(Setting setting, ValueOrigin missing, @Nullable GivenValue... elsewhere) {
        return host(required(setting, missing, elsewhere));
    }

    /**
     * A host.
     *
     * @param givenValue the value
     * @return its name or address; what is none is reported
     */
    public String host(GivenValue givenValue) {
        if (givenValue.usable() && !givenValue.text().isEmpty() && !HostAndPort.isHost(givenValue.text())) {
            wrong(givenValue, "is not a host's name or address");
        }
        return givenValue.text();
    }

    /**
     * A whole number.
     *
     * @param setting which
     * @param least the least that it may be
     * @param most the greatest
     * @param elsewhere what other places say
     * @return the number, or the default
     */
    public int number(Setting setting, int least, int most, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        // What depends on it is not to be wrong as well.
        int otherwise = Integer.parseInt(setting.defaultValue());
        return givenValue == null ? otherwise : number(givenValue, least, most, otherwise);
    }

    /**
     * A whole number.
     *
     * @param givenValue the value
     * @param least the least that it may be
     * @param most the greatest
     * @param otherwise what to go on with if it is none
     * @return the number
     */
    public int number(GivenValue givenValue, int least, int most, int otherwise) {
        try {
            int value = Integer.parseInt(givenValue.text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        if (givenValue.usable()) {
            wrong(givenValue, "is not a number from " + least + " to " + most + hint(givenValue.text()));
        }
        return otherwise;
    }

    /**
     * A time.
     *
     * @param setting which
     * @param elsewhere what other places say
     * @return the time, or the default
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
     * A time that may be none.
     *
     * @param setting which
     * @return the time, or the default
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
     * A switch.
     *
     * @param setting which
     * @return whether it is on
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
     * Reports a value. It is shown if it is a variable's own; what stands at a wrong place in JSON may be a secret.
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
     * All settings that were read.
     *
     * @return what holds for each, in the order of {@link Setting}
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
