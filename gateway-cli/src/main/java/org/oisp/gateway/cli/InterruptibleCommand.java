package org.oisp.gateway.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.server.command.RepeatedSignalHandler;

/** Lets Ctrl-C end a command early, with the results so far. A second Ctrl-C ends the process at once. */
final class InterruptibleCommand implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

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
        // The terminal may be showing the progress line.
        System.err.println(System.lineSeparator() + "second signal: exits at once, without a result");
        Runtime.getRuntime().halt(1);
    }

    private void waitAndEnd() {
        try {
            if (over.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    /** Sets the exit status, once the command has printed its result. */
    void reported(int exitStatus) {
        status = exitStatus;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The JVM is shutting down; the hook ends the process.
        }
    }
}
