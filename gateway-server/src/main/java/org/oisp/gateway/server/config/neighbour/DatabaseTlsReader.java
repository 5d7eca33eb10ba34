package org.oisp.gateway.server.config.neighbour;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.database.PostgresTlsSettings;
import org.oisp.gateway.server.database.PostgresTlsSettings.ChannelBinding;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;

/**
 * Reads how TLS is used to the PostgreSQL servers. The primary's values are the gateway's own settings, or parameters of the URL, or fields
 * of the original's configuration, or else libpq's variables. A replica takes from these what is not given for it.
 */
final class DatabaseTlsReader {

    /** In place of a file: the authorities that the system trusts, as in libpq. */
    private static final String SYSTEM = "system";

    private static final ChoiceKind<DatabaseTlsMode> MODES = ChoiceKind.oneOf(DatabaseTlsMode.class);
    private static final ChoiceKind<ChannelBinding> BINDINGS = ChoiceKind.oneOf(ChannelBinding.class);

    private final SettingReader settings;
    private final ConfigurationFindings configurationFindings;
    private final Path directory;
    private final GivenTls primary;
    private final GivenTls common;

    /** Reads what is given for the primary; {@code write} is the prefix of its fields in the original's configuration, or empty. */
    DatabaseTlsReader(Sources sources, Path directory, GivenTls url, ConfigurationSection oisp, String write) {
        this.settings = sources.settings();
        this.configurationFindings = sources.configurationFindings();
        this.directory = directory;
        GivenTls original = GivenTls.of(oisp, write);
        this.primary = new GivenTls(
                settings.findOr(Setting.DATABASE_TLS, "PGSSLMODE", url.mode(), original.mode()),
                settings.findOr(Setting.DATABASE_CA, "PGSSLROOTCERT", url.authorities(), original.authorities()),
                settings.findOr(Setting.DATABASE_CERTIFICATE, "PGSSLCERT", url.certificate(), original.certificate()),
                settings.findOr(Setting.DATABASE_KEY, "PGSSLKEY", url.key(), original.key()),
                settings.findOr(
                        Setting.DATABASE_CHANNEL_BINDING, "PGCHANNELBINDING", url.binding(), original.binding()));
        this.common = GivenTls.of(oisp)
                .or(new GivenTls(
                        notWritten(primary.mode()),
                        notWritten(primary.authorities()),
                        notWritten(primary.certificate()),
                        notWritten(primary.key()),
                        notWritten(primary.binding())));
    }

    /** Returns null for a value that is given for the server for writes only. */
    private static @Nullable GivenValue notWritten(@Nullable GivenValue givenValue) {
        return givenValue == null || givenValue.valueOrigin().field().startsWith("write") ? null : givenValue;
    }

    PostgresTlsSettings primary() {
        return settings(primary, primary.authorities());
    }

    /** Returns the settings of a replica, of which this is given. */
    PostgresTlsSettings replica(GivenTls own) {
        return settings(own.or(common), own.authorities());
    }

    /** Returns the settings of the replicas of our own form. */
    PostgresTlsSettings replicas() {
        return replica(new GivenTls(
                settings.find(Setting.DATABASE_REPLICA_TLS),
                settings.find(Setting.DATABASE_REPLICA_CA),
                null,
                null,
                null));
    }

    /** Reports what is wrong with settings of replicas of our own form, where there are none. */
    void checkUnused() {
        settings.optional(Setting.DATABASE_REPLICA_TLS, MODES);
        settings.optional(Setting.DATABASE_REPLICA_CA, new FileKind());
    }

    /** Reads what is given for a server. {@code own} authorities are given for it alone, and have to be used. */
    private PostgresTlsSettings settings(GivenTls given, @Nullable GivenValue own) {
        Map<String, ValueOrigin> origins = new HashMap<>();
        DatabaseTlsMode mode = mode(given);
        boolean system =
                given.authorities() != null && given.authorities().text().equals(SYSTEM);
        FileSettings authorities = system ? null : file(given.authorities(), origins);
        if (own != null && mode != null) {
            checkUse(own, mode, system);
        }
        FileSettings certificate = file(given.certificate(), origins);
        FileSettings key = file(given.key(), origins);
        if (given.certificate() != null && given.key() == null) {
            problem(
                    Setting.DATABASE_KEY,
                    "is not set, but " + given.certificate().valueOrigin() + " is");
            // The missing key is reported already. This lets the certificate be checked.
            authorities = authorities == null ? certificate : authorities;
        }
        if (given.certificate() == null && given.key() != null) {
            configurationFindings.problem(
                    given.key().valueOrigin(), "is set, but " + Setting.DATABASE_CERTIFICATE.variable() + " is not");
        }
        PostgresTlsSettings tls = new PostgresTlsSettings(
                mode == null ? DatabaseTlsMode.VERIFY_FULL : mode, authorities, certificate, key, binding(given, mode));
        tls.check((origin, what) ->
                configurationFindings.problem(origins.getOrDefault(origin, ValueOrigin.of(origin)), what));
        return tls;
    }

    /** Returns null if the mode is given and unusable. */
    private @Nullable DatabaseTlsMode mode(GivenTls given) {
        if (given.mode() != null) {
            return settings.parse(MODES, given.mode());
        }
        return MODES.parse(Setting.DATABASE_TLS.defaultValue());
    }

    private ChannelBinding binding(GivenTls given, @Nullable DatabaseTlsMode mode) {
        GivenValue value = given.binding();
        ChannelBinding binding = value == null
                ? BINDINGS.parse(Setting.DATABASE_CHANNEL_BINDING.defaultValue())
                : settings.parse(BINDINGS, value);
        if (value != null && binding == ChannelBinding.REQUIRE && mode == DatabaseTlsMode.DISABLE) {
            configurationFindings.problem(
                    value.valueOrigin(),
                    "is require, which needs TLS, but " + Setting.DATABASE_TLS.variable() + " is disable");
        }
        return binding == null ? ChannelBinding.REQUIRE : binding;
    }

    /** Reports authorities that no certificate would be checked with: an operator who names them wants them used. */
    private void checkUse(GivenValue authorities, DatabaseTlsMode mode, boolean system) {
        if (!mode.required()) {
            configurationFindings.problem(
                    authorities.valueOrigin(),
                    "has no effect, since " + Setting.DATABASE_TLS.variable()
                            + " is not require, verify-ca or verify-full");
        } else if (system && mode != DatabaseTlsMode.VERIFY_FULL) {
            configurationFindings.problem(
                    authorities.valueOrigin(),
                    "is system, which needs " + Setting.DATABASE_TLS.variable()
                            + " to be verify-full: anybody gets a certificate of theirs");
        }
    }

    private @Nullable FileSettings file(@Nullable GivenValue givenValue, Map<String, ValueOrigin> origins) {
        if (givenValue == null) {
            return null;
        }
        Path path = settings.parse(new FileKind(), givenValue);
        String origin = givenValue.valueOrigin().toString();
        origins.put(origin, givenValue.valueOrigin());
        return path == null ? null : new FileSettings(origin, directory.resolve(path));
    }

    private void problem(Setting setting, String what) {
        configurationFindings.problem(ValueOrigin.of(setting.variable()), what);
    }
}
