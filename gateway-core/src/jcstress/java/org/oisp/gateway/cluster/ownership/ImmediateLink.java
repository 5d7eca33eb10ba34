package org.oisp.gateway.cluster.ownership;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/** A link that completes every request at once; the race decides when its announcements are delivered. */
final class ImmediateLink implements BusLink {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final Set<DeviceAddress> subscribed = ConcurrentHashMap.newKeySet();
    private final Queue<Announcement> announcements = new ConcurrentLinkedQueue<>();

    /** Delivers the announcements made since the last call. */
    void hear(Ownership ownership) {
        for (Announcement next = announcements.poll(); next != null; next = announcements.poll()) {
            ownership.announced(this, next);
        }
    }

    boolean isSubscribed(DeviceAddress device) {
        return subscribed.contains(device);
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public CompletionStage<Void> subscribe(List<DeviceAddress> devices) {
        subscribed.addAll(devices);
        return DONE;
    }

    @Override
    public CompletionStage<Void> unsubscribe(List<DeviceAddress> devices) {
        devices.forEach(subscribed::remove);
        return DONE;
    }

    @Override
    public CompletionStage<Void> announce(Announcement announcement) {
        announcements.add(announcement);
        return DONE;
    }

    @Override
    public void fail(Throwable why) {
        throw new IllegalStateException(why);
    }

    @Override
    public CompletionStage<Long> publish(DeviceAddress device, ByteSlice message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> ask(ByteSlice question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> tell(String channel, ByteSlice message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> reply(String instance, ByteSlice answer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Long>> subscribers(List<DeviceAddress> devices) {
        throw new UnsupportedOperationException();
    }
}
