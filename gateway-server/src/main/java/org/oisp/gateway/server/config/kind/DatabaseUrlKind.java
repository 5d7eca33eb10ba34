package org.oisp.gateway.server.config.kind;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/** {@code postgresql://user:password@host:port/name}. It may hold a password, so it is a secret. */
public record DatabaseUrlKind() implements SettingKind<URI> {

    /** The parameters that may follow the name; what they hold is judged by their reader. */
    public static final List<String> PARAMETERS =
            List.of("sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "target_session_attrs");

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=[^&=]*");

    /**
     * Returns the URL of a database.
     *
     * @return the kind
     */
    public static DatabaseUrlKind databaseUrl() {
        return new DatabaseUrlKind();
    }

    @Override
    public @Nullable URI parse(String text) {
        URI url = uri(text);
        return url != null && hasItsParts(url) && hasAPort(url) && hasKnownParameters(url) ? url : null;
    }

    @Override
    public String wrong(String text) {
        // The parser's own message shows its input, which may contain a password.
        String form = "is not a URL such as postgresql://user:password@host:5432/name";
        URI url = uri(text);
        if (url == null) {
            return form + "; % @ : and / in a password are written %25 %40 %3A %2F";
        }
        if (!hasItsParts(url)) {
            return form;
        }
        return hasAPort(url)
                ? "has parameters that are not supported: after the name there may be " + String.join(", ", PARAMETERS)
                : "has a port that is not a number from 1 to " + HostAndPort.MAX_PORT;
    }

    @Override
    public String allowed() {
        return "postgresql://user:password@host:port/name?sslmode=…";
    }

    @Override
    public boolean isSecret() {
        return true;
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private static boolean hasItsParts(URI url) {
        boolean scheme = "postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme());
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        boolean nobody = url.getRawAuthority() != null && url.getRawAuthority().startsWith(":");
        boolean host = url.getHost() != null || severalHosts(url) != null;
        return scheme && !nobody && host && path.length() >= 2 && path.indexOf('/', 1) < 0;
    }

    /**
     * Returns the hosts of a URL with several, each with its port.
     *
     * @param url any URL
     * @return the hosts, separated by commas; null if the URL has one host, or a list that is none
     */
    public static @Nullable String severalHosts(URI url) {
        String authority = url.getHost() == null && url.getRawAuthority() != null ? url.getRawAuthority() : "";
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        return hosts.contains(",") && new HostNamesKind().parse(hosts) != null ? hosts : null;
    }

    /**
     * Returns the user and the password of a URL, as they are written.
     *
     * @param url a URL with a host or several
     * @return one or both, separated by a colon; null if there is no user
     */
    public static @Nullable String credentials(URI url) {
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        int end = authority.lastIndexOf('@');
        return end < 0 ? null : authority.substring(0, end);
    }

    /** Returns whether the port is one, or left out. */
    private static boolean hasAPort(URI url) {
        return url.getPort() == -1 || (url.getPort() >= 1 && url.getPort() <= HostAndPort.MAX_PORT);
    }

    private static boolean hasKnownParameters(URI url) {
        String query = url.getRawQuery();
        return url.getRawFragment() == null
                && (query == null
                        || Arrays.stream(query.split("&", -1))
                                .map(PARAMETER::matcher)
                                .allMatch(parameter -> parameter.matches() && PARAMETERS.contains(parameter.group(1))));
    }
}
