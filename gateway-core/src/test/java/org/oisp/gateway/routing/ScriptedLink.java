package org.oisp.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/** A link that only publishes, and answers when the test says so. */
final class ScriptedLink implements BusLink {

    final List<String> published = new ArrayList<>();
    private final List<CompletableFuture<Long>> answers = new ArrayList<>();

    /** The message at which it throws, though no link should. */
    String defectiveAt = "";

    private String interrupted = "";
    private Runnable interruption = () -> {};

    /** Runs a task, once, while a message is published. */
    void at(String message, Runnable task) {
        interrupted = message;
        interruption = task;
    }

    void heardBy(long subscribers) {
        List.copyOf(answers).forEach(answer -> answer.complete(subscribers));
        answers.clear();
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public CompletionStage<Long> publish(DeviceAddress device, ByteSlice message) {
        if (message.toString().equals(defectiveAt)) {
            throw new IllegalStateException("a defect");
        }
        published.add(message.toString());
        if (message.toString().equals(interrupted)) {
            interrupted = "";
            interruption.run();
        }
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    @Override
    public CompletionStage<List<Long>> subscribers(List<DeviceAddress> devices) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> subscribe(List<DeviceAddress> devices) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> unsubscribe(List<DeviceAddress> devices) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> announce(Announcement announcement) {
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
    public void fail(Throwable why) {
        throw new UnsupportedOperationException();
    }
}
