package org.oisp.gateway.server.management.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.management.http.AcceptedEncoding;
import org.oisp.gateway.server.management.http.RequestTarget;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves the page at {@code /} and its parts under {@code /assets/}: docs/decisions/082. Serves only the files of {@link PageFile}.
 * Reads a file at its first request, off the event loop, and keeps it. Thread-safe.
 */
public final class OperatorsPage {

    /**
     * Allows only this origin's own files, nothing inline, and no script that turns text into markup, since strangers choose device
     * names. No other page may frame this one.
     */
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /**
     * Returns whether a path belongs to the page or its parts, even if there is no such file.
     *
     * @param path any path
     * @return whether {@link #answer} handles it
     */
    public static boolean isAt(String path) {
        return path.equals("/") || path.startsWith(PageFile.ASSETS);
    }

    /**
     * Responds with a file, with 304 if the browser has it, or with 404.
     *
     * @param request a request whose path {@link #isAt} accepts
     * @param response the response to write
     * @return completes when the response is written
     */
    public Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        StoredFile file = PageFiles.BY_PATH.get(RequestTarget.path(request.uri()));
        if (file == null) {
            return response.status(HttpResponseStatus.NOT_FOUND)
                    .header(HttpHeaderNames.CONTENT_LENGTH, "0")
                    .send();
        }
        return file.bytes().flatMap(bytes -> Mono.from(send(request, response, file.type(), bytes)));
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, FileBytes bytes) {
        HttpHeaders headers = request.requestHeaders();
        byte[] zip = AcceptedEncoding.takesGzip(headers.get(HttpHeaderNames.ACCEPT_ENCODING)) ? bytes.zipped() : null;
        String tag = zip != null ? bytes.zippedTag() : bytes.tag();
        response.header(HttpHeaderNames.ETAG, tag)
                // The browser stores the file but revalidates it each time, so that an old page never shows a replaced
                // gateway.
                .header(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .header(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING)
                .header(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin");
        if (isKnown(headers.get(HttpHeaderNames.IF_NONE_MATCH), tag)) {
            return response.status(HttpResponseStatus.NOT_MODIFIED).send();
        }
        if (zip != null) {
            response.header(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        byte[] body = zip != null ? zip : bytes.plain();
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        return request.method().equals(HttpMethod.HEAD) ? response.send() : response.sendByteArray(Mono.just(body));
    }

    /** Created at the first request, to keep the start short. */
    private static final class PageFiles {
        private static final Map<String, StoredFile> BY_PATH = StoredFile.all();
    }

    /** Proxies that compress by themselves make the tag weak; the comparison ignores this (RFC 9110, 13.1.2). */
    private static boolean isKnown(@Nullable String known, String tag) {
        if (known == null) {
            return false;
        }
        for (String one : known.split(",", -1)) {
            String plain = one.trim();
            if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
