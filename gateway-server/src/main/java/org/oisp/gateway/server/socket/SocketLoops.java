package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.oisp.gateway.server.socket.OpenSockets.OpenSocket;

/** The event loops that have accepted a socket. Thread-safe. */
final class SocketLoops {

    private final ConcurrentMap<EventLoop, SocketLoop> loops = new ConcurrentHashMap<>();

    /** Returns the one that belongs to Netty's event loop; adds it on the loop's first socket. */
    SocketLoop of(EventLoop loop) {
        return loops.computeIfAbsent(loop, SocketLoop::new);
    }

    /** Returns all of them, as a view that changes with them. */
    Collection<SocketLoop> all() {
        return Collections.unmodifiableCollection(loops.values());
    }

    /** Has each loop apply an action to each of its sockets, which closes those for which it fails. Does not wait for that. */
    void onEachSocket(Consumer<OpenSocket> action) {
        loops.values().forEach(loop -> loop.execute(() -> loop.sockets().forEach(action)));
    }
}
