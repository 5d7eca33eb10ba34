package org.oisp.gateway.server.management;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.oisp.gateway.operations.live.LiveFeed;
import org.oisp.gateway.operations.live.Viewer;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /api/live}, live server-sent events, and {@code GET /api/instances}. */
final class LiveRoutes {

    static final String LIVE = "/api/live";
    static final String INSTANCES = "/api/instances";

    /**
     * Bytes that the kernel and the gateway may each buffer for a viewer before it counts as not reading. The kernel's own bound is
     * megabytes: hours of samples.
     */
    private static final int UNREAD_BYTES = 32 * 1024;

    private final LiveFeed feed;
    private final boolean protectedByPassword;

    /** {@code protectedByPassword}: the guard has admitted only viewers with the password. */
    LiveRoutes(LiveFeed feed, boolean protectedByPassword) {
        this.feed = feed;
        this.protectedByPassword = protectedByPassword;
    }

    /** Streams events. Takes a viewer's place until the connection closes. */
    Publisher<Void> watch(HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        Viewer viewer = feed.admit(PeerNetwork.nameOf(request.remoteAddress()), protectedByPassword);
        if (viewer == null) {
            return JsonAnswer.error(
                    response,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many viewers, see GATEWAY_LIVE_VIEWERS and GATEWAY_LIVE_VIEWERS_PER_ADDRESS, or the gateway"
                            + " stops");
        }
        Channel[] channel = new Channel[1];
        request.withConnection(connection -> channel[0] = connection.channel());
        return stream(response).sendObject(events(channel[0], viewer), event -> true);
    }

    /** Sends only the headers of the stream. Takes no viewer's place. */
    Publisher<Void> head(HttpServerRequest request, HttpServerResponse response) {
        return stream(response.header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE))
                .send();
    }

    /** Lists the instances. */
    Publisher<Void> instances(HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        return feed.instances()
                .flatMap(instances -> JsonAnswer.send(response, HttpResponseStatus.OK, instances.toString()));
    }

    private static HttpServerResponse stream(HttpServerResponse response) {
        return response.status(HttpResponseStatus.OK)
                .header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                // A proxy that buffers responses would buffer this endless one.
                .header("X-Accel-Buffering", "no");
    }

    /** Streams a viewer's events, and gives up its place when the connection closes, which may have happened already. */
    static Flux<ByteBuf> events(Channel channel, Viewer viewer) {
        var unused = channel.closeFuture().addListener(closed -> viewer.leave());
        Runnable cut = () -> {
            var unusedClose = channel.close();
        };
        try {
            channel.config().setOption(ChannelOption.SO_SNDBUF, UNREAD_BYTES);
            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(UNREAD_BYTES / 2, UNREAD_BYTES));
        } catch (ChannelException closed) {
            // The client has just closed the connection; a closed socket takes no options.
            cut.run();
        }
        return viewer.events(channel::isWritable, cut).map(LiveRoutes::buffer);
    }

    /** Wraps the heap array without a copy; all viewers share it. */
    private static ByteBuf buffer(ByteSlice event) {
        return Unpooled.wrappedBuffer(event.array(), event.offset(), event.length());
    }
}
