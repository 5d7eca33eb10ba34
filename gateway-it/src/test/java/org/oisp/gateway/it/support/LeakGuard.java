package org.oisp.gateway.it.support;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Sets Awaitility's timeout for all tests, and fails a test class in which Netty's leak detector reported a buffer. All tests run it at
 * level paranoid.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    private static final AppenderBase<ILoggingEvent> WATCH = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains("LEAK:")) {
                LEAKS.add(event.getFormattedMessage());
            }
        }
    };

    /** Long enough for any machine; a test that succeeds early does not wait for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(TIMEOUT);
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (root.getAppender("leaks") == null) {
            WATCH.setName("leaks");
            WATCH.setContext(root.getLoggerContext());
            WATCH.start();
            root.addAppender(WATCH);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // A leak is detected once its buffer is garbage-collected, and reported at the next allocation.
        System.gc();
        ByteBufAllocator.DEFAULT.directBuffer(1).release();
        if (!LEAKS.isEmpty()) {
            List<String> found = List.copyOf(LEAKS);
            LEAKS.clear();
            throw new AssertionError(found.size() + " buffers leaked:\n" + String.join("\n", found));
        }
    }
}
