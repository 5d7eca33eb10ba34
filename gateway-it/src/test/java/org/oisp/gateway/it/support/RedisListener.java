package org.oisp.gateway.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A plain client that is subscribed to one channel, or to all of a pattern. Redis counts it as a receiver. */
public final class RedisListener implements AutoCloseable {

    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> connection;
    private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
    private volatile String channel = "";

    private RedisListener(TestRedis redis) {
        client = RedisClient.create(TestRedis.RESOURCES, RedisURI.create("127.0.0.1", redis.port()));
        connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String message) {
                heard.add(List.of(from, message));
            }

            @Override
            public void message(String all, String from, String message) {
                heard.add(List.of(from, message));
            }
        });
    }

    public static RedisListener on(TestRedis redis, String channel) {
        RedisListener listener = new RedisListener(redis);
        listener.connection.sync().subscribe(channel);
        return listener;
    }

    public static RedisListener onAll(TestRedis redis, String pattern) {
        RedisListener listener = new RedisListener(redis);
        listener.connection.sync().psubscribe(pattern);
        return listener;
    }

    /** Returns the next message, once it is there. */
    public String next() {
        try {
            List<String> next = heard.poll(Client.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(next).isNotNull();
            channel = next.get(0);
            return next.get(1);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the channel of the message that {@link #next} returned last. */
    public String channel() {
        return channel;
    }

    public boolean isEmpty() {
        return heard.isEmpty();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
