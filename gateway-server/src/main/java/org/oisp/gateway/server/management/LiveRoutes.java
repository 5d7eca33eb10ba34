package org.oisp.gateway.server.management;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.oisp.gateway.live.LiveFeed;
import org.oisp.gateway.live.Seat;
import org.oisp.gateway.protocol.ByteSlice;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/live}, what happens as server-sent events, and {@code GET /api/instances}. */
final class LiveRoutes {

    private static final String LIVE = "/api/live";
    private static final String INSTANCES = "/api/instances";

    /**
     * What the kernel and we may each hold for a viewer before it counts as one that does not read. The kernel's own bound is megabytes:
     * hours of samples.
     */
    private static final int UNREAD_BYTES = 32 * 1024;

    private final LiveFeed feed;

    LiveRoutes(LiveFeed feed) {
        this.feed = feed;
    }

    static boolean isAsked(HttpServerRequest request) {
        String path = pathOf(request);
        return path.equals(LIVE) || path.equals(INSTANCES);
    }

    private static String pathOf(HttpServerRequest request) {
        return new QueryStringDecoder(request.uri()).rawPath();
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            return JsonAnswer.error(
                    response.header(HttpHeaderNames.ALLOW, "GET, HEAD"),
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "this resource can only be read");
        }
        response.header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        if (pathOf(request).equals(LIVE)) {
            return head ? stream(response).send() : watch(request, response);
        }
        return feed.instances()
                .flatMap(instances -> JsonAnswer.send(response, HttpResponseStatus.OK, instances.toString()));
    }

    private Publisher<Void> watch(HttpServerRequest request, HttpServerResponse response) {
        Seat seat = feed.admit();
        if (seat == null) {
            return JsonAnswer.error(
                    response,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many watch already, see GATEWAY_LIVE_VIEWERS, or the gateway stops");
        }
        return stream(response).sendObject(events(request, seat), event -> true);
    }

    private static HttpServerResponse stream(HttpServerResponse response) {
        return response.status(HttpResponseStatus.OK)
                .header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                // A proxy that collects an answer before it passes it on would collect this one for ever.
                .header("X-Accel-Buffering", "no");
    }

    private static Flux<ByteBuf> events(HttpServerRequest request, Seat seat) {
        Channel[] found = new Channel[1];
        request.withConnection(connection -> found[0] = connection.channel());
        Channel channel = found[0];
        channel.config().setOption(ChannelOption.SO_SNDBUF, UNREAD_BYTES);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(UNREAD_BYTES / 2, UNREAD_BYTES));
        // Also if nobody ever subscribes.
        var unused = channel.closeFuture().addListener(closed -> seat.leave());
        Runnable cut = () -> {
            var unusedClose = channel.close();
        };
        return seat.events(channel::isWritable, cut).map(LiveRoutes::buffer);
    }

    /** On the heap, without a copy: the bytes are every viewer's. */
    private static ByteBuf buffer(ByteSlice event) {
        return Unpooled.wrappedBuffer(event.array(), event.offset(), event.length());
    }
}
