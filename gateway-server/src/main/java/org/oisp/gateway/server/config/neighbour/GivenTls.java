package org.oisp.gateway.server.config.neighbour;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;

/**
 * What one source says about TLS to a PostgreSQL server, in the words of libpq.
 *
 * @param mode {@code sslmode}; null if it is not given, as for the others
 * @param authorities {@code sslrootcert}
 * @param certificate {@code sslcert}
 * @param key {@code sslkey}
 * @param binding {@code channel_binding}
 */
record GivenTls(
        @Nullable GivenValue mode,
        @Nullable GivenValue authorities,
        @Nullable GivenValue certificate,
        @Nullable GivenValue key,
        @Nullable GivenValue binding) {

    static final GivenTls NONE = new GivenTls(null, null, null, null, null);

    /** Returns the fields of a section. */
    static GivenTls of(ConfigurationSection section) {
        return of(section, "");
    }

    /** Returns the fields with the prefix ({@code writeSslmode}), and for what is missing those without. */
    static GivenTls of(ConfigurationSection section, String prefix) {
        return new GivenTls(
                text(section, prefix, "sslmode"),
                text(section, prefix, "sslrootcert"),
                text(section, prefix, "sslcert"),
                text(section, prefix, "sslkey"),
                // The original's configuration has no such field.
                null);
    }

    /** Returns these values, and the others for what is missing. */
    GivenTls or(GivenTls others) {
        return new GivenTls(
                either(mode, others.mode),
                either(authorities, others.authorities),
                either(certificate, others.certificate),
                either(key, others.key),
                either(binding, others.binding));
    }

    private static @Nullable GivenValue either(@Nullable GivenValue one, @Nullable GivenValue other) {
        return one == null ? other : one;
    }

    private static @Nullable GivenValue text(ConfigurationSection section, String prefix, String field) {
        String prefixed = prefix + Character.toUpperCase(field.charAt(0)) + field.substring(1);
        return Stream.of(prefixed, field)
                .filter(name -> section.has(name) && (!prefix.isEmpty() || name.equals(field)))
                .findFirst()
                .map(section::text)
                .orElse(null);
    }
}
