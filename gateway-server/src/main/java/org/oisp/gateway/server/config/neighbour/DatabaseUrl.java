package org.oisp.gateway.server.config.neighbour;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.DatabaseUrlKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;

/**
 * The parts of {@code postgresql://user:password@host:port/name?sslmode=…}.
 *
 * @param host a host, or several separated by commas; null if there is no URL, as for the other parts
 * @param port null for the default port
 * @param name the database
 * @param user the gateway's user name; null if the URL has none
 * @param password the gateway's password; null if the URL has none
 * @param tls what the parameters say about TLS
 * @param target which of several hosts is used; null if the URL does not say
 */
record DatabaseUrl(
        @Nullable GivenValue host,
        @Nullable GivenValue port,
        @Nullable GivenValue name,
        @Nullable GivenValue user,
        @Nullable GivenValue password,
        GivenTls tls,
        @Nullable GivenValue target) {

    private static final DatabaseUrl NONE = new DatabaseUrl(null, null, null, null, null, GivenTls.NONE, null);

    static DatabaseUrl read(Sources sources) {
        SettingReader settings = sources.settings();
        GivenValue givenValue = settings.find(Setting.DATABASE_URL);
        if (givenValue == null) {
            return NONE;
        }
        URI url = settings.parse(Setting.DATABASE_URL.kind(DatabaseUrlKind.class), givenValue);
        if (url == null) {
            return unusable(givenValue.valueOrigin());
        }
        String credentials = DatabaseUrlKind.credentials(url);
        String[] user = credentials == null ? new String[0] : credentials.split(":", 2);
        return new DatabaseUrl(
                new GivenValue(host(url), givenValue.valueOrigin()),
                url.getPort() < 0 ? null : new GivenValue(Integer.toString(url.getPort()), givenValue.valueOrigin()),
                part(url.getRawPath().substring(1), givenValue.valueOrigin()),
                user.length < 1 ? null : part(user[0], givenValue.valueOrigin()),
                user.length < 2 ? null : part(user[1], givenValue.valueOrigin()),
                new GivenTls(
                        parameter(url, "sslmode", givenValue.valueOrigin()),
                        parameter(url, "sslrootcert", givenValue.valueOrigin()),
                        parameter(url, "sslcert", givenValue.valueOrigin()),
                        parameter(url, "sslkey", givenValue.valueOrigin()),
                        parameter(url, "channel_binding", givenValue.valueOrigin())),
                parameter(url, "target_session_attrs", givenValue.valueOrigin()));
    }

    private static String host(URI url) {
        String several = DatabaseUrlKind.severalHosts(url);
        if (several != null) {
            return several;
        }
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Marks every part as given but unusable, so that none is reported as missing. */
    private static DatabaseUrl unusable(ValueOrigin valueOrigin) {
        GivenValue part = GivenValue.unusable(valueOrigin);
        return new DatabaseUrl(part, part, part, part, part, GivenTls.NONE, null);
    }

    /** Returns the last value of a parameter, as libpq does; null if the URL has none. */
    private static @Nullable GivenValue parameter(URI url, String name, ValueOrigin valueOrigin) {
        GivenValue last = null;
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith(name + "=")) {
                ValueOrigin here = new ValueOrigin(valueOrigin.variable(), name, valueOrigin.file());
                last = part(parameter.substring(name.length() + 1), here);
            }
        }
        return last;
    }

    private static GivenValue part(String encoded, ValueOrigin valueOrigin) {
        // A plus sign means a space in forms only.
        return new GivenValue(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8), valueOrigin);
    }
}
