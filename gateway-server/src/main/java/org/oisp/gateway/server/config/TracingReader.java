package org.oisp.gateway.server.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.UrlKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.tracing.TracingSettings;

/** Reads whether, and where to, actuations are traced. */
final class TracingReader {

    /** Default path of spans at a collector (OTLP/HTTP). */
    private static final String PATH = "/v1/traces";

    private TracingReader() {}

    /** Returns null if tracing is off or its address is invalid. */
    static @Nullable TracingSettings read(SettingReader settings) {
        double sampling = settings.share(Setting.TRACING_SAMPLING);
        int spans = settings.number(Setting.TRACING_SPANS);
        URI endpoint = settings.optional(Setting.TRACING_ENDPOINT, Setting.TRACING_ENDPOINT.kind(UrlKind.class));
        return endpoint == null ? null : new TracingSettings(withPath(endpoint), sampling, spans);
    }

    private static URI withPath(URI endpoint) {
        String path = endpoint.getRawPath();
        return path == null || path.isEmpty() || path.equals("/") ? endpoint.resolve(PATH) : endpoint;
    }
}
