package org.oisp.gateway.server.config.setting;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.kind.DurationKind;
import org.oisp.gateway.server.config.kind.FlagKind;
import org.oisp.gateway.server.config.kind.HostKind;
import org.oisp.gateway.server.config.kind.NumberKind;
import org.oisp.gateway.server.config.kind.SecretKind;
import org.oisp.gateway.server.config.kind.SettingKind;
import org.oisp.gateway.server.config.kind.ShareKind;
import org.oisp.gateway.server.config.kind.TextKind;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.secret.Password;

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
     * Returns a setting's value, or else that of a variable of another program; records it.
     *
     * @param setting the setting
     * @param fallback a variable that counts only if no other source gives the setting
     * @param elsewhere values from other sources
     * @return the value, or null if no source gives it
     */
    public @Nullable GivenValue findOr(Setting setting, String fallback, @Nullable GivenValue... elsewhere) {
        boolean given = isSet(setting) || Stream.of(elsewhere).anyMatch(Objects::nonNull);
        return given ? find(setting, elsewhere) : find(setting, environment.get(fallback));
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

    /** Returns whether any of the settings is given by its own variable or a file. */
    public boolean isSet(Setting... settings) {
        return Stream.of(settings)
                .anyMatch(setting -> environment.get(setting.variable()) != null
                        || (setting.secret() && environment.get(setting.variable() + Environment.FILE) != null));
    }

    /**
     * Returns a text.
     *
     * @param setting the setting, of kind {@link TextKind}
     * @param elsewhere values from other sources
     * @return the text, or the default; an invalid value is reported
     */
    public String text(Setting setting, @Nullable GivenValue... elsewhere) {
        String text = optional(setting, setting.kind(TextKind.class), elsewhere);
        return text == null ? setting.defaultValue() : text;
    }

    /**
     * Returns a secret.
     *
     * @param setting the setting, of kind {@link SecretKind}
     * @param elsewhere values from other sources
     * @return the secret, empty without one; an invalid value is reported
     */
    public Password secret(Setting setting, @Nullable GivenValue... elsewhere) {
        Password secret = optional(setting, setting.kind(SecretKind.class), elsewhere);
        return secret == null ? new Password("") : secret;
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
     * Returns a host.
     *
     * @param setting the setting, of kind {@link HostKind}
     * @param givenValue its value
     * @return the name or address; the value as it is if it is invalid, which is reported
     */
    public String host(Setting setting, GivenValue givenValue) {
        String host = parse(setting.kind(HostKind.class), givenValue);
        return host == null ? givenValue.text() : host;
    }

    /**
     * Returns a whole number.
     *
     * @param setting the setting, of kind {@link NumberKind}
     * @param elsewhere values from other sources
     * @return the number, or the default; an invalid value is reported
     */
    public int number(Setting setting, @Nullable GivenValue... elsewhere) {
        return value(setting, setting.kind(NumberKind.class), elsewhere);
    }

    /**
     * Returns a time.
     *
     * @param setting the setting, of kind {@link DurationKind}
     * @param elsewhere values from other sources
     * @return the time, or the default; an invalid value is reported
     */
    public Duration duration(Setting setting, @Nullable GivenValue... elsewhere) {
        return value(setting, setting.kind(DurationKind.class), elsewhere);
    }

    /**
     * Returns a share.
     *
     * @param setting the setting, of kind {@link ShareKind}
     * @return the share, or the default; an invalid value is reported
     */
    public double share(Setting setting) {
        return value(setting, setting.kind(ShareKind.class));
    }

    /**
     * Returns whether a switch is on.
     *
     * @param setting the setting, of kind {@link FlagKind}
     * @return true for {@code on}; an invalid value is reported, and the default returned
     */
    public boolean isOn(Setting setting) {
        return value(setting, setting.kind(FlagKind.class));
    }

    /**
     * Returns a choice.
     *
     * @param <E> the choices
     * @param setting the setting, a {@link ChoiceKind} of them
     * @param choices the choices
     * @param elsewhere values from other sources
     * @return the choice, or the default; an invalid value is reported
     */
    public <E extends Enum<E>> E choice(Setting setting, Class<E> choices, @Nullable GivenValue... elsewhere) {
        ChoiceKind<E> kind = ChoiceKind.oneOf(choices);
        if (!kind.equals(setting.kind())) {
            throw new IllegalArgumentException(setting + " is no choice of " + choices.getSimpleName());
        }
        return value(setting, kind, elsewhere);
    }

    /**
     * Reports a value that is used as it is written, if it is invalid.
     *
     * @param setting the setting
     * @param givenValue its value
     */
    public void check(Setting setting, GivenValue givenValue) {
        parse(setting.kind(), givenValue);
    }

    /**
     * Returns a value that need not be given.
     *
     * @param <T> its type
     * @param setting the setting
     * @param kind its kind
     * @param elsewhere values from other sources
     * @return the value; null if it is not given, or invalid, which is reported
     */
    public <T> @Nullable T optional(Setting setting, SettingKind<T> kind, @Nullable GivenValue... elsewhere) {
        GivenValue givenValue = find(setting, elsewhere);
        return givenValue == null ? null : parse(kind, givenValue);
    }

    /**
     * Parses a value. All values of all settings are parsed, and reported if they are invalid, here.
     *
     * @param <T> its type
     * @param kind its kind
     * @param givenValue the value
     * @return what it means; null if it is not usable, or invalid, which is reported
     */
    public <T> @Nullable T parse(SettingKind<T> kind, GivenValue givenValue) {
        if (!givenValue.usable()) {
            return null;
        }
        T value = kind.parse(givenValue.text());
        if (value == null) {
            List<String> parts = kind.isSecret() ? List.of() : kind.wrongParts(givenValue.text());
            configurationFindings.wrong(givenValue, parts, kind.wrong(givenValue.text()));
        }
        return value;
    }

    /**
     * Returns a value that has a default. The default replaces an invalid value, so that dependent settings are not reported too.
     *
     * @param <T> its type
     * @param setting the setting
     * @param kind its kind
     * @param elsewhere values from other sources
     * @return the value, or the default; an invalid value is reported
     */
    public <T> T value(Setting setting, SettingKind<T> kind, @Nullable GivenValue... elsewhere) {
        T value = optional(setting, kind, elsewhere);
        return value == null ? Objects.requireNonNull(kind.parse(setting.defaultValue()), setting::variable) : value;
    }

    /** Returns the effective values of all settings that were read, in the order of {@link Setting}. */
    public List<EffectiveSetting> effective() {
        return List.copyOf(effective.values());
    }
}
