package org.oisp.gateway.queue;

import org.oisp.gateway.device.DeviceIdentity;

/**
 * Is told whether an actuation is kept. One of {@link #kept} and {@link #refused} is called once, on any thread, unless {@link #begins}
 * returned false; must not block.
 */
public interface QueueListener {

    /** Called before it is written to the database; returns false if it must not be written any more. */
    boolean begins();

    /**
     * Called when its row is committed.
     *
     * @param device its device
     */
    void kept(DeviceIdentity device);

    /**
     * Called when it is not kept.
     *
     * @param why the reason
     */
    void refused(QueueRefusal why);
}
