package org.oisp.gateway.receipt;

/** Runs tasks after a time, for many tasks that are cancelled before. Thread-safe. */
@FunctionalInterface
public interface Deadlines {

    /**
     * Schedules a task.
     *
     * @param task must not block
     * @param millis the delay in milliseconds; the task may run up to 20 ms later
     * @return cancels the task; does nothing if it has run
     */
    Runnable schedule(Runnable task, long millis);
}
