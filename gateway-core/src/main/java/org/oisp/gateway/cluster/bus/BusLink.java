package org.oisp.gateway.cluster.bus;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * The way to the other instances for as long as it holds. It does not heal: when it breaks, everything that was asked of it fails, and
 * another one is made. Thread-safe; nothing here blocks. What is published by one thread is heard in the order in which it was.
 */
public interface BusLink {

    /**
     * Which link it is.
     *
     * @return a number that no other link of this process has, 1 or more
     */
    int number();

    /**
     * Sends a message to whoever has a device.
     *
     * @param device the device
     * @param message the message; not to be changed any more
     * @return how many subscribers heard it
     */
    CompletionStage<Long> publish(DeviceAddress device, ByteSlice message);

    /**
     * Asks who would hear a message.
     *
     * @param devices some devices
     * @return for each in its turn, how many subscribers there are
     */
    CompletionStage<List<Long>> subscribers(List<DeviceAddress> devices);

    /**
     * Begins to hear what is sent to devices.
     *
     * @param devices the devices
     * @return completes when each message published from now on will be heard
     */
    CompletionStage<Void> subscribe(List<DeviceAddress> devices);

    /**
     * Ends to hear what is sent to devices.
     *
     * @param devices the devices
     * @return completes when that is done
     */
    CompletionStage<Void> unsubscribe(List<DeviceAddress> devices);

    /**
     * Tells all instances. They hear announcements and messages to devices in one order, this instance included.
     *
     * @param announcement what to tell
     * @return completes when it is on its way to all
     */
    CompletionStage<Void> announce(Announcement announcement);

    /**
     * Asks all instances, this one included.
     *
     * @param question what to ask
     * @return how many instances have heard it
     */
    CompletionStage<Long> ask(ByteSlice question);

    /**
     * Answers an instance that has asked.
     *
     * @param instance what that instance is called among the others: a UUID
     * @param answer what to say
     * @return how many have heard it: 1, or 0 if that instance is gone
     */
    CompletionStage<Long> reply(String instance, ByteSlice answer);

    /**
     * Gives the link up, since something that was asked of it failed.
     *
     * @param why what failed
     */
    void fail(Throwable why);
}
