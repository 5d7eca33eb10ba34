package org.oisp.gateway.server.management.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.oisp.gateway.json.JsonObjectWriter;
import org.oisp.gateway.protocol.ByteSlice;

/** Last response before a connection is closed, in the form of all API errors. */
enum FinalResponse {
    LATE(408, "the request did not arrive in time"),
    /** For a client whose request is incomplete. */
    CROWDED(503, "too many connections, see GATEWAY_MANAGEMENT_CONNECTIONS; nothing was done or sent for this request"),
    /** For a client that has waited for the response to a complete request. */
    CROWDED_WHILE_WAITING(
            503,
            "too many connections, see GATEWAY_MANAGEMENT_CONNECTIONS; what this request asks for may have been done or"
                    + " sent nevertheless"),
    MALFORMED(400, "the request is not HTTP/1.1"),
    BAD_HOST(400, "the request needs exactly one valid Host header"),
    LONG_LINE(414, "the request line is too long"),
    LONG_HEADERS(431, "the headers are too long");

    private final int status;
    private final String what;

    FinalResponse(int status, String what) {
        this.status = status;
        this.what = what;
    }

    /** Returns the text, also for the log. */
    String what() {
        return what;
    }

    /** Writes the response; the caller closes the connection. */
    ChannelFuture send(ChannelHandlerContext ctx) {
        ByteSlice body = JsonObjectWriter.toBytes(object -> object.text("error", what));
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                ctx.alloc().buffer(body.length()).writeBytes(body.array(), body.offset(), body.length()));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return ctx.writeAndFlush(answer);
    }
}
