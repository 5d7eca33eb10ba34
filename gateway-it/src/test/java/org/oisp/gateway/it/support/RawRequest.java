package org.oisp.gateway.it.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP request, line by line; a valid handshake at first.
 *
 * @param line the request line
 * @param headers the header lines
 */
public record RawRequest(String line, List<String> headers) {

    /** The key of RFC 6455, 1.3. */
    public static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The required {@code Sec-WebSocket-Accept} for this key. */
    public static final String SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** Returns a handshake that every server for the subprotocol accepts. */
    public static RawRequest handshake() {
        return new RawRequest(
                "GET / HTTP/1.1",
                List.of(
                        "Host: gateway",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: " + SAMPLE_KEY,
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: echo-protocol"));
    }

    /** Returns a request with no header but {@code Host}. */
    public static RawRequest plain(String line) {
        return new RawRequest(line, List.of("Host: gateway"));
    }

    public RawRequest withLine(String other) {
        return new RawRequest(other, headers);
    }

    /** Returns the request without any header of this name. */
    public RawRequest without(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return new RawRequest(
                line,
                headers.stream()
                        .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith(start))
                        .toList());
    }

    /** Returns the request with this header line in place of all others of its name. */
    public RawRequest with(String header) {
        return without(header.substring(0, header.indexOf(':'))).adding(header);
    }

    /** Returns the request with one more header line. */
    public RawRequest adding(String header) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        return new RawRequest(line, more);
    }

    @Override
    public String toString() {
        return line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
