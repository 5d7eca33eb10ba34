package org.oisp.gateway.server.config.kind;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/**
 * A URL of HTTP or HTTPS, with no user name and no fragment.
 *
 * @param example such a URL
 */
public record UrlKind(String example) implements SettingKind<URI> {

    private static final Pattern USER = Pattern.compile("(?s)^(\\w+://)?.*@");

    /**
     * Returns a URL.
     *
     * @param example such a URL
     * @return the kind
     */
    public static UrlKind url(String example) {
        return new UrlKind(example);
    }

    @Override
    public @Nullable URI parse(String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            boolean web = (scheme.equals("http") || scheme.equals("https")) && url.getPort() <= HostAndPort.MAX_PORT;
            boolean bare = url.getRawUserInfo() == null && url.getRawFragment() == null;
            return web && bare && url.getHost() != null ? url : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    @Override
    public String wrong(String text) {
        return "is not an " + allowed() + ", such as " + example;
    }

    @Override
    public List<String> wrongParts(String text) {
        // A user name stands beside a password.
        return List.of(USER.matcher(text).replaceAll("$1***@"));
    }

    @Override
    public String allowed() {
        return "http or https URL without user name and fragment";
    }
}
