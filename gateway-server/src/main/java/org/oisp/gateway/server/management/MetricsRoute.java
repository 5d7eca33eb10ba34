package org.oisp.gateway.server.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.management.http.AcceptedEncoding;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics if the client prefers it; compressed if the client accepts gzip. */
final class MetricsRoute {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String PLAIN_TYPE = "text/plain";
    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    private final PrometheusMeterRegistry meters;

    MetricsRoute(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String type =
                takesOpenMetrics(request.requestHeaders().get(HttpHeaderNames.ACCEPT)) ? OPEN_METRICS : PROMETHEUS;
        boolean zipped = AcceptedEncoding.takesGzip(request.requestHeaders().get(HttpHeaderNames.ACCEPT_ENCODING));
        if (zipped) {
            response.header(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        byte[] body = scrape(type, zipped);
        return response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT + ", " + HttpHeaderNames.ACCEPT_ENCODING)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
                .sendByteArray(Mono.just(body));
    }

    private byte[] scrape(String type, boolean zipped) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (OutputStream out = zipped ? new GZIPOutputStream(body) : body) {
            meters.scrape(out, type);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return body.toByteArray();
    }

    /** Prometheus names both types with weights. A client that names neither gets Prometheus text. */
    private static boolean takesOpenMetrics(@Nullable String accept) {
        if (accept == null) {
            return false;
        }
        double wanted = weight(accept, OPEN_METRICS_TYPE);
        return wanted > 0 && wanted >= weight(accept, PLAIN_TYPE);
    }

    /** Returns the greatest weight of a media type; 0 if it is not named (RFC 9110, 12.4.2). */
    private static double weight(String accept, String type) {
        double greatest = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.replace(" ", "").toLowerCase(Locale.ROOT).split(";", -1);
            if (parts[0].equals(type)) {
                greatest = Math.max(greatest, weight(parts));
            }
        }
        return greatest;
    }

    private static double weight(String... parts) {
        for (String part : parts) {
            if (part.startsWith("q=")) {
                return part.matches("q=[01](\\.\\d{0,3})?") ? Double.parseDouble(part.substring(2)) : 0;
            }
        }
        return 1;
    }
}
