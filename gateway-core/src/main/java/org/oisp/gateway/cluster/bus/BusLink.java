package org.oisp.gateway.cluster.bus;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * A connection to the other instances over Redis. It does not reconnect: when it breaks, all pending operations fail and a new link
 * replaces it. Thread-safe; never blocks. Messages that one thread publishes arrive in the order in which they were published.
 */
public interface BusLink {

    /**
     * Returns the link's number.
     *
     * @return a number that is unique in this process, 1 or more
     */
    int number();

    /**
     * Publishes a message to the channel of a device.
     *
     * @param message must not be modified after the call
     * @return the number of subscribers that received it
     */
    CompletionStage<Long> publish(DeviceAddress device, ByteSlice message);

    /**
     * Asks how many instances are subscribed to each device's channel.
     *
     * @return the number of subscribers of each device, in the order of {@code devices}
     */
    CompletionStage<List<Long>> subscribers(List<DeviceAddress> devices);

    /**
     * Subscribes to the devices' channels.
     *
     * @return completes when every message published from now on will be received
     */
    CompletionStage<Void> subscribe(List<DeviceAddress> devices);

    /**
     * Unsubscribes from the devices' channels.
     *
     * @return completes when that is done
     */
    CompletionStage<Void> unsubscribe(List<DeviceAddress> devices);

    /**
     * Publishes an announcement to all instances, this one included. All receive announcements and messages to devices in the same order.
     *
     * @return completes when Redis has it
     */
    CompletionStage<Void> announce(Announcement announcement);

    /**
     * Publishes a question to all instances, this one included.
     *
     * @return the number of instances that received it
     */
    CompletionStage<Long> ask(ByteSlice question);

    /**
     * Publishes an answer to the instance that asked.
     *
     * @param instance that instance's id, a UUID
     * @return the number of instances that received it: 1, or 0 if that instance is gone
     */
    CompletionStage<Long> reply(String instance, ByteSlice answer);

    /**
     * Publishes a message to any channel, unsigned.
     *
     * @param channel a channel that a publisher named
     * @return the number of subscribers that received it
     */
    CompletionStage<Long> tell(String channel, ByteSlice message);

    /**
     * Closes the link because an operation on it failed.
     *
     * @param why the error
     */
    void fail(Throwable why);
}
