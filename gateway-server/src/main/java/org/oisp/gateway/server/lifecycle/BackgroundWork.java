package org.oisp.gateway.server.lifecycle;

import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/**
 * What a part of the gateway runs in the background.
 *
 * @param task names it
 * @param endless whether it must never complete
 * @param work returns what is subscribed, and subscribed again after a failure; called once, when the task starts
 */
public record BackgroundWork(BackgroundTask task, boolean endless, Supplier<? extends Publisher<?>> work) {

    /** Returns work that must never complete. */
    public static BackgroundWork endless(BackgroundTask task, Supplier<? extends Publisher<?>> work) {
        return new BackgroundWork(task, true, work);
    }

    /** Returns work that may complete. */
    public static BackgroundWork untilDone(BackgroundTask task, Supplier<? extends Publisher<?>> work) {
        return new BackgroundWork(task, false, work);
    }
}
