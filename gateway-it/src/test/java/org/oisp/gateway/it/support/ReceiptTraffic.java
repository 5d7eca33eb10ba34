package org.oisp.gateway.it.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends actuations at a steady rate: over a WebSocket and the API of each instance, and over Redis. */
public final class ReceiptTraffic implements AutoCloseable {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long TICK_NANOS = 10_000_000L;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();
    private final ReceiptBook book;
    private final ProcessCluster cluster;
    private final int redisPort;
    private final int perSecond;
    private final Random random = new Random(11);
    private final List<ReceiptSender> all = new CopyOnWriteArrayList<>();
    private final ReceiptSender[] sockets;
    private final URI[] urls;
    private final ReceiptSender[] apis;
    private final boolean[] away;
    private volatile @Nullable RedisReceiptSender redis;
    private final Thread thread = new Thread(this::run, "receipts");
    private volatile boolean troubled;
    private volatile boolean going = true;
    private volatile @Nullable Throwable failure;

    private ReceiptTraffic(ReceiptBook book, ProcessCluster cluster, int redisPort, int perSecond) {
        this.book = book;
        this.cluster = cluster;
        this.redisPort = redisPort;
        this.perSecond = perSecond;
        int size = cluster.size();
        sockets = new ReceiptSender[size];
        apis = new ReceiptSender[size];
        urls = new URI[size];
        away = new boolean[size];
    }

    /** Begins to send. */
    public static ReceiptTraffic start(ReceiptBook book, ProcessCluster cluster, int redisPort, int perSecond) {
        ReceiptTraffic traffic = new ReceiptTraffic(book, cluster, redisPort, perSecond);
        traffic.thread.start();
        return traffic;
    }

    private void run() {
        try {
            long due = System.nanoTime();
            while (going) {
                while (due - System.nanoTime() < 0) {
                    due += SECOND_NANOS / perSecond;
                    ReceiptSender sender = choose();
                    if (sender.isReady()) {
                        book.send(sender);
                    }
                }
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (Throwable failed) {
            failure = failed;
        }
    }

    private ReceiptSender choose() {
        int kind = random.nextInt(5);
        if (kind == 0) {
            return publishing();
        }
        int instance = random.nextInt(sockets.length);
        synchronized (this) {
            URI url = cluster.url(instance);
            if (!url.equals(urls[instance])) {
                urls[instance] = url;
                sockets[instance] = null;
                apis[instance] = null;
            }
            if (apis[instance] == null) {
                apis[instance] = added(new HttpReceiptSender(http, cluster.management(instance), instance));
            }
            apis[instance].disturbed |= away[instance];
            if (kind == 1) {
                return apis[instance];
            }
            if (sockets[instance] == null || sockets[instance].hasEnded()) {
                sockets[instance] = added(new WebSocketReceiptSender(http, url, instance));
            }
            sockets[instance].disturbed |= away[instance];
            return sockets[instance];
        }
    }

    private ReceiptSender publishing() {
        RedisReceiptSender sender = redis;
        if (sender == null || sender.hasEnded()) {
            sender = added(new RedisReceiptSender(redisPort));
            if (troubled) {
                sender.disturb();
            }
            redis = sender;
        }
        return sender;
    }

    private <T extends ReceiptSender> T added(T sender) {
        all.add(sender);
        return sender;
    }

    /** Excuses what is lost with an instance that is about to be killed or frozen, and over Redis meanwhile. */
    public synchronized void excuse(int instance) {
        away[instance] = true;
        all.stream().filter(sender -> sender.instance == instance).forEach(ReceiptSender::disturb);
        excuseRedis();
    }

    /** Excuses what is lost over Redis from now on. */
    public void excuseRedis() {
        troubled = true;
        all.stream().filter(RedisReceiptSender.class::isInstance).forEach(ReceiptSender::disturb);
    }

    /** Nothing may be lost any more, through new senders to the instances that were excused. */
    public synchronized void settled() {
        for (int i = 0; i < away.length; i++) {
            if (away[i]) {
                away[i] = false;
                sockets[i] = null;
                apis[i] = null;
            }
        }
        troubled = false;
        all.stream()
                .filter(RedisReceiptSender.class::isInstance)
                .map(RedisReceiptSender.class::cast)
                .forEach(RedisReceiptSender::settle);
    }

    /** Sends no more. */
    public void stop() {
        going = false;
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    /** Returns what became of the senders that have ended, for a failure's message. */
    public List<String> ended() {
        List<String> lines = new ArrayList<>();
        all.stream().filter(ReceiptSender::hasEnded).forEach(sender -> lines.add(sender.toString()));
        return lines;
    }

    @Override
    public void close() {
        going = false;
        all.forEach(ReceiptSender::close);
    }
}
