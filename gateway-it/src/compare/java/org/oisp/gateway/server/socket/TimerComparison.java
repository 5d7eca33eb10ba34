package org.oisp.gateway.server.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.oisp.gateway.compare.Comparison;
import org.oisp.gateway.compare.Gauges;

/**
 * Compares what can tell a socket that its peer has been silent: bytes a device, CPU each time that a deadline has come and is set anew (in
 * the rhythm of 5,000 devices that are pinged every 20 s, on one event loop), CPU a message, and CPU of a deadline that is moved.
 */
public final class TimerComparison implements Comparison {

    private static final String OWN = "TimerWheel";
    private static final String SCHEDULE = "eventLoop.schedule";
    private static final String IDLE = "IdleStateHandler";
    private static final String HASHED = "HashedWheelTimer";

    private static final int SOCKETS = 2_000;
    private static final long SECOND = 1_000_000_000L;
    /** Real time spent with deadlines every few milliseconds, for the compilers. */
    private static final long WARM_UP_MILLIS = 4_000;

    private static final long MEASURED_MILLIS = 6_000;

    private final Random random = new Random(1);

    @Override
    public List<String> variants() {
        return List.of(OWN, SCHEDULE, IDLE, HASHED);
    }

    @Override
    public Map<String, Double> measure(String variant) throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("heap a device, bytes", heap(variant));
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        rhythm(figures, variant, group);
        message(figures, variant);
        if (!variant.equals(IDLE)) {
            EventLoop loop = group.next();
            loop.submit(() -> moved(figures, deadlines(variant, loop))).get();
        }
        return figures;
    }

    private static Deadlines<?> deadlines(String variant, EventLoop loop) {
        return switch (variant) {
            case OWN -> new Deadlines.OfWheel(loop);
            case SCHEDULE -> new Deadlines.OfLoop(loop);
            case HASHED -> new Deadlines.OfHashedWheel(loop);
            default -> throw new IllegalArgumentException(variant);
        };
    }

    private static double heap(String variant) throws InterruptedException {
        if (variant.equals(IDLE)) {
            // What the handler adds to a channel; a socket of ours and its task are needed with it, too.
            double bare = Gauges.retained(number -> {
                EmbeddedChannel channel = new EmbeddedChannel();
                // A real loop has one queue of timers for all its channels.
                channel.eventLoop().schedule(() -> {}, 20, TimeUnit.SECONDS).cancel(false);
                return channel;
            });
            return Gauges.retained(number -> new EmbeddedChannel(idle(20_000))) - bare;
        }
        double bare = Gauges.retained(number -> new Deadlines.Plain());
        return heap(deadlines(variant, new EmbeddedChannel().eventLoop())) - bare;
    }

    private static <S> double heap(Deadlines<S> deadlines) throws InterruptedException {
        Runnable task = () -> {};
        return Gauges.retained(number -> {
            S socket = deadlines.socket();
            deadlines.set(socket, task, 20 * SECOND);
            return socket;
        });
    }

    private void rhythm(Map<String, Double> figures, String variant, EventLoopGroup group) throws Exception {
        long[] fired = new long[1];
        if (variant.equals(IDLE)) {
            List<Channel> channels = connect(group, fired);
            each(channels, channel -> channel.pipeline().addFirst("idle", idle(1 + random.nextInt(50))));
            Thread.sleep(WARM_UP_MILLIS);
            each(channels, channel -> channel.pipeline().replace("idle", "idle", idle(period() / 1_000_000)));
        } else {
            EventLoop loop = group.next();
            Deadlines<?> deadlines = deadlines(variant, loop);
            List<Rearming<?>> all = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                all.add(new Rearming<>(deadlines, fired));
            }
            each(loop, all, rearming -> rearming.start((1 + random.nextInt(50)) * 1_000_000L));
            Thread.sleep(WARM_UP_MILLIS);
            each(loop, all, rearming -> rearming.start(period()));
        }
        long begunFired = group.next().submit(() -> fired[0]).get();
        long cpu = Gauges.cpuOfAllThreads();
        Thread.sleep(MEASURED_MILLIS);
        double used = Gauges.cpuOfAllThreads() - cpu;
        long count = group.next().submit(() -> fired[0]).get() - begunFired;
        if (count < 500) {
            throw new IllegalStateException("only " + count + " deadlines came");
        }
        figures.put("CPU a deadline that comes, µs", used / count / 1e3);
    }

    /** Returns a delay such that {@link #SOCKETS} sockets have some 250 deadlines a second. */
    private long period() {
        return 2 * SECOND + (long) (random.nextDouble() * 18 * SECOND);
    }

    /** Measures input without a decoder: notes that the peer was heard, and nothing else. */
    private void message(Map<String, Double> figures, String variant) {
        long[] heard = new long[2];
        ChannelHandler notes = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                heard[0]++;
                heard[1] = System.nanoTime();
            }
        };
        EmbeddedChannel channel =
                variant.equals(IDLE) ? new EmbeddedChannel(idle(20_000), notes) : new EmbeddedChannel(notes);
        Object message = "message";
        Gauges.cost(figures, "a message", times -> {
            for (long i = 0; i < times; i++) {
                channel.pipeline().fireChannelRead(message);
                channel.pipeline().fireChannelReadComplete();
            }
        });
        channel.finishAndReleaseAll();
    }

    /** Measures a deadline that each message moves, among those of 5,000 sockets. */
    private <S> void moved(Map<String, Double> figures, Deadlines<S> deadlines) {
        List<S> sockets = new ArrayList<>();
        Runnable nothing = () -> {};
        for (int i = 0; i < 5_000; i++) {
            S socket = deadlines.socket();
            deadlines.set(socket, nothing, period());
            sockets.add(socket);
        }
        int[] turn = new int[1];
        Gauges.cost(figures, "a deadline that is moved", times -> {
            for (long i = 0; i < times; i++) {
                turn[0] = (turn[0] + 1237) % 5_000;
                S socket = sockets.get(turn[0]);
                deadlines.cancel(socket);
                deadlines.set(socket, nothing, 20 * SECOND);
            }
        });
    }

    private static IdleStateHandler idle(long millis) {
        return new IdleStateHandler(millis, 0, 0, TimeUnit.MILLISECONDS);
    }

    private List<Channel> connect(EventLoopGroup group, long[] fired) throws Exception {
        List<Channel> accepted = new CopyOnWriteArrayList<>();
        Channel port = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                                fired[0]++;
                            }
                        });
                        accepted.add(channel);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        List<SocketChannel> peers = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            peers.add(SocketChannel.open((InetSocketAddress) port.localAddress()));
        }
        while (accepted.size() < peers.size()) {
            Thread.sleep(10);
        }
        return accepted;
    }

    private static void each(List<Channel> channels, Consumer<Channel> action) throws Exception {
        each(channels.get(0).eventLoop(), channels, action);
    }

    private static <T> void each(EventLoop loop, List<T> all, Consumer<T> action) throws Exception {
        loop.submit(() -> all.forEach(action)).get();
    }

    /** Sets its deadline anew each time that it has come, as a keepalive does. Confined to the event loop. */
    private static final class Rearming<S> implements Runnable {
        private final Deadlines<S> deadlines;
        private final S socket;
        private final long[] fired;
        private long period;

        Rearming(Deadlines<S> deadlines, long[] fired) {
            this.deadlines = deadlines;
            this.socket = deadlines.socket();
            this.fired = fired;
        }

        void start(long delay) {
            deadlines.cancel(socket);
            period = delay;
            deadlines.set(socket, this, period);
        }

        @Override
        public void run() {
            fired[0]++;
            deadlines.set(socket, this, period);
        }
    }
}
