package org.oisp.gateway.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.tracing.TracingSettings;

/** Reads whether, and where to, actuations are traced. */
final class TracingReader {

    /** Default path of spans at a collector (OTLP/HTTP). */
    private static final String PATH = "/v1/traces";

    private TracingReader() {}

    /** Returns null if tracing is off or its address is invalid. */
    static @Nullable TracingSettings read(SettingReader settings) {
        double sampling = ShareText.read(settings, Setting.TRACING_SAMPLING, 0, 1);
        int spans = settings.number(Setting.TRACING_SPANS, 1, 1_000_000);
        GivenValue givenValue = settings.find(Setting.TRACING_ENDPOINT);
        if (givenValue == null || givenValue.text().isEmpty()) {
            return null;
        }
        URI endpoint = endpoint(givenValue.text());
        if (endpoint == null) {
            settings.wrong(givenValue, "is not an address such as http://collector:4318, with no user name in it");
            return null;
        }
        return new TracingSettings(endpoint, sampling, spans);
    }

    private static @Nullable URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean http = (scheme.equals("http") || scheme.equals("https")) && uri.getPort() <= HostAndPort.MAX_PORT;
            if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return null;
            }
            String path = uri.getRawPath();
            return path == null || path.isEmpty() || path.equals("/") ? uri.resolve(PATH) : uri;
        } catch (URISyntaxException none) {
            return null;
        }
    }
}
