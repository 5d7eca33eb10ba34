package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Errors after which no peer can be served, wherever they are caught: memory is gone, in the heap or outside it, or the JVM fails. The
 * process is not to go on half-dead.
 */
public final class FatalErrors {

    /** An error that is its own cause, by some way round, is not followed for ever. */
    private static final int DEPTH = 20;

    private FatalErrors() {}

    /**
     * The fatal one among an error and its causes. A stack that was too deep is one peer's alone.
     *
     * @param error what was caught
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

    /** Tells whoever runs the process, who decides. */
    public static void passOn(@Nullable Throwable error) {
        Throwable fatal = in(error);
        if (fatal != null) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, fatal);
        }
    }
}
