package org.oisp.gateway.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A command that Ctrl-C ends early, and that still says what it has found by then. A second Ctrl-C ends it at once. */
final class InterruptibleCommand implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;
    private volatile int status = 1;

    InterruptibleCommand(Runnable breakOff) {
        hook = new Thread(
                () -> {
                    RepeatedSignalHandler.run(InterruptibleCommand::endAtOnce);
                    breakOff.run();
                    waitAndEnd();
                },
                "broken-off");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void endAtOnce() {
        // A terminal may have the line of progress before it.
        System.err.println(System.lineSeparator() + "told a second time to end: ends at once, without a result");
        Runtime.getRuntime().halt(1);
    }

    private void waitAndEnd() {
        try {
            if (over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    /** All is said; this is the exit status. */
    void reported(int exitStatus) {
        status = exitStatus;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook ends the process.
        }
    }
}
