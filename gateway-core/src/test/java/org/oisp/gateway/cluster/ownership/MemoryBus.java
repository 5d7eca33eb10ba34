package org.oisp.gateway.cluster.ownership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/** One instance's link to an in-memory bus, driven by hand: it answers only when the test says so. */
final class MemoryBus implements BusLink {

    /** A request to a link: its description, and how to answer it. */
    record Command(String what, List<DeviceAddress> devices, Runnable answer) {}

    private final int number;
    final List<Command> commands = new ArrayList<>();
    final List<Announcement> announcements = new ArrayList<>();
    final Set<DeviceAddress> subscribed = new HashSet<>();
    Throwable failure;

    MemoryBus(int number) {
        this.number = number;
    }

    /** Answers the requests made so far. */
    void answer() {
        List<Command> asked = List.copyOf(commands);
        commands.clear();
        asked.forEach(command -> command.answer().run());
    }

    @Override
    public int number() {
        return number;
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

    @Override
    public CompletionStage<Void> subscribe(List<DeviceAddress> devices) {
        return ask("subscribe", devices, () -> subscribed.addAll(devices));
    }

    @Override
    public CompletionStage<Void> unsubscribe(List<DeviceAddress> devices) {
        return ask("unsubscribe", devices, () -> subscribed.removeAll(devices));
    }

    @Override
    public CompletionStage<Void> announce(Announcement announcement) {
        return ask("announce", List.of(), () -> announcements.add(announcement));
    }

    @Override
    public void fail(Throwable why) {
        failure = why;
    }

    private CompletionStage<Void> ask(String what, List<DeviceAddress> devices, Runnable effect) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        commands.add(new Command(what, devices, () -> {
            effect.run();
            answer.complete(null);
        }));
        return answer;
    }
}
