package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/** Detects errors after which the process must not continue: memory is exhausted, on the heap or outside it, or the JVM fails. */
public final class FatalErrors {

    /** Limits the walk through the causes, which may form a cycle. */
    private static final int DEPTH = 20;

    private FatalErrors() {}

    /**
     * Returns the fatal error among an error and its causes. StackOverflowError is not fatal: it affects only one peer.
     *
     * @param error the caught error
     * @return null if there is none
     */
    public static @Nullable Throwable in(@Nullable Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Passes a fatal error to the thread's uncaught exception handler, which decides whether the process ends. */
    public static void passOn(@Nullable Throwable error) {
        Throwable fatal = in(error);
        if (fatal != null) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, fatal);
        }
    }
}
