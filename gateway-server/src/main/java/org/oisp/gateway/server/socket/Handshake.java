package org.oisp.gateway.server.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an HTTP request (RFC 6455, 4.2; PROTOCOL.md, "HTTP"): for any path, 101 to a valid handshake that offers the subprotocol,
 * 404 to plain HTTP. The texts are those of the original gateway where it gives the same answer.
 *
 * @param outcome how the answer is counted
 * @param answer the complete HTTP response, which has no body
 * @param keepAlive whether the connection stays open for another request
 */
record Handshake(HandshakeOutcome outcome, String answer, boolean keepAlive) {

    static final String SUBPROTOCOL = "echo-protocol";

    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_SECONDS_AWAY = 10;
    private static final int KEY_BYTES = 16;
    private static final int KEY_LENGTH = 24;

    /** RFC 6455, and the draft with the same frames, which the original gateway accepts as well. */
    private static final List<String> VERSIONS = List.of("13", "8");

    static Handshake of(HttpRequest request) {
        if (!asksForWebSocket(request.headers())) {
            return plain(HttpUtil.isKeepAlive(request));
        }
        String fault = fault(request);
        if (fault != null) {
            return refusal(HandshakeOutcome.BAD_REQUEST, "400 Bad Request", fault, "");
        }
        String version = value(request.headers(), HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (!VERSIONS.contains(version)) {
            return refusal(
                    HandshakeOutcome.UPGRADE_REQUIRED,
                    "426 Upgrade Required",
                    "Unsupported websocket client version: " + version + "Only versions 8 and 13 are supported.",
                    "Sec-WebSocket-Version: 13\r\n");
        }
        String subprotocol = subprotocol(request.headers());
        if (subprotocol == null) {
            return refusal(HandshakeOutcome.FORBIDDEN, "403 Forbidden", "", "");
        }
        return acceptance(value(request.headers(), HttpHeaderNames.SEC_WEBSOCKET_KEY), subprotocol);
    }

    /** The port has too many connections. */
    static Handshake unavailable() {
        return refusal(HandshakeOutcome.TOO_MANY_CONNECTIONS, "503 Service Unavailable", "", "Retry-After: 5\r\n");
    }

    /** Too many peers connect at once. The random delay spreads their retries. */
    static Handshake busy() {
        return refusal(
                HandshakeOutcome.TOO_BUSY,
                "503 Service Unavailable",
                "Too many connect at once.",
                "Retry-After: " + ThreadLocalRandom.current().nextInt(1, MAX_SECONDS_AWAY + 1) + "\r\n");
    }

    /** This instance accepts no more sessions; others do. */
    static Handshake draining() {
        return refusal(
                HandshakeOutcome.DRAINING,
                "503 Service Unavailable",
                "This gateway is about to stop.",
                "Retry-After: 1\r\n");
    }

    /** The peer's address has too many connections. */
    static Handshake crowded() {
        return refusal(
                HandshakeOutcome.TOO_MANY_FROM_ADDRESS,
                "429 Too Many Requests",
                "Too many connections from this address.",
                "Retry-After: 5\r\n");
    }

    /** The peer's address is limited for misbehaviour. */
    static Handshake limited() {
        return refusal(
                HandshakeOutcome.ADDRESS_LIMITED,
                "429 Too Many Requests",
                "This address has misbehaved too often of late.",
                "Retry-After: 30\r\n");
    }

    /** The proxy's report of the peer's address is malformed. */
    static Handshake misdirected(String reason) {
        return refusal(HandshakeOutcome.BAD_REQUEST, "400 Bad Request", reason, "");
    }

    /** The request was not complete in time. */
    static Handshake timeout() {
        return refusal(HandshakeOutcome.TIMED_OUT, "408 Request Timeout", "", "");
    }

    /** The request is not valid HTTP, or exceeds a size limit. */
    static Handshake unreadable(String status) {
        return refusal(HandshakeOutcome.BAD_REQUEST, status, "", "");
    }

    /** Like Node's HTTP server: a request is an upgrade if both headers say so, otherwise plain HTTP. */
    private static boolean asksForWebSocket(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true);
    }

    private static @Nullable String fault(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return "A handshake is a GET request of HTTP/1.1.";
        }
        if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) != 0) {
            return "A handshake has no body.";
        }
        if (value(headers, HttpHeaderNames.HOST).isEmpty()) {
            return "Client must provide a Host header.";
        }
        if (!isKey(value(headers, HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return "Client must provide a value for Sec-WebSocket-Key.";
        }
        if (!isNumber(value(headers, HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return "Client must provide a value for Sec-WebSocket-Version.";
        }
        return null;
    }

    /** Returns the value of a header that may occur once; empty if it is missing or repeated. */
    private static String value(HttpHeaders headers, CharSequence name) {
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? values.get(0).trim() : "";
    }

    private static boolean isKey(String key) {
        if (key.length() != KEY_LENGTH) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean isNumber(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the offered name as the peer spells it, from any header line, or null; like the original gateway, ignores case. */
    private static @Nullable String subprotocol(HttpHeaders headers) {
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String offered : line.split(",", -1)) {
                if (offered.trim().equalsIgnoreCase(SUBPROTOCOL)) {
                    return offered.trim();
                }
            }
        }
        return null;
    }

    private static Handshake acceptance(String key, String subprotocol) {
        return new Handshake(
                HandshakeOutcome.ACCEPTED,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(key) + "\r\nSec-WebSocket-Protocol: " + subprotocol + "\r\n\r\n",
                true);
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform supports SHA-1 (MessageDigest, class documentation).
            throw new IllegalStateException(impossible);
        }
    }

    private static Handshake plain(boolean keepAlive) {
        return new Handshake(
                HandshakeOutcome.NOT_FOUND,
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: " + (keepAlive ? "keep-alive" : "close")
                        + "\r\n\r\n",
                keepAlive);
    }

    private static Handshake refusal(HandshakeOutcome outcome, String status, String reason, String header) {
        String why = reason.isEmpty() ? "" : "X-WebSocket-Reject-Reason: " + reason + "\r\n";
        return new Handshake(
                outcome, "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + why + header + "\r\n", false);
    }
}
