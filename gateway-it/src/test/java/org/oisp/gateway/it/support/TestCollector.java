package org.oisp.gateway.it.support;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A trace collector: OTLP over HTTP, in this process. */
public final class TestCollector implements AutoCloseable {

    /** A span with the resource attributes of its instance. */
    public record Seen(
            String trace,
            String id,
            String parent,
            String name,
            long start,
            long end,
            Map<String, String> tags,
            Map<String, String> resource) {
        /** Returns the outcome of the traced operation. */
        public String outcome() {
            return tags.get("gateway.outcome");
        }

        /** Returns the instance that made it. */
        public String instance() {
            return resource.get("service.instance.id");
        }
    }

    private final HttpServer server;
    private final List<Seen> spans = new CopyOnWriteArrayList<>();
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    public TestCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (status == 200) {
                requests.add(body);
                read(ExportTraceServiceRequest.parseFrom(body));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    /** Returns the value for {@code GATEWAY_TRACING_ENDPOINT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with this status from now on. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    public List<Seen> spans() {
        return spans;
    }

    /** Returns the spans of one trace. */
    public List<Seen> spans(String trace) {
        return spans.stream().filter(span -> span.trace.equals(trace)).toList();
    }

    /** Returns the bodies of all requests, as received. */
    public List<byte[]> requests() {
        return requests;
    }

    private void read(ExportTraceServiceRequest request) {
        request.getResourceSpansList().forEach(resource -> {
            Map<String, String> of = tags(resource.getResource().getAttributesList());
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(seen(span, of))));
        });
    }

    private static Seen seen(Span span, Map<String, String> resource) {
        HexFormat hex = HexFormat.of();
        return new Seen(
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                tags(span.getAttributesList()),
                resource);
    }

    private static Map<String, String> tags(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(
                        Collectors.toMap(KeyValue::getKey, one -> one.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
