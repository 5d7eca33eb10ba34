package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import net.logstash.logback.composite.GlobalCustomFieldsJsonProvider;
import net.logstash.logback.composite.loggingevent.KeyValuePairsJsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/** Formats log lines as one JSON object each: docs/logs.md. Loaded only if JSON lines are configured. */
final class JsonLines {

    private JsonLines() {}

    /** Switches the console to JSON lines. */
    static void writeTo(ConsoleAppender<ILoggingEvent> console, String instance) {
        LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
        encoder.setContext(console.getContext());
        encoder.setProviders(providers(instance));
        console.stop();
        encoder.start();
        console.setEncoder(encoder);
        console.start();
    }

    private static LoggingEventJsonProviders providers(String instance) {
        LoggingEventFormattedTimestampJsonProvider at = new LoggingEventFormattedTimestampJsonProvider();
        at.setFieldName("at");
        LoggerNameJsonProvider logger = new LoggerNameJsonProvider();
        logger.setFieldName("logger");
        LoggingEventThreadNameJsonProvider thread = new LoggingEventThreadNameJsonProvider();
        thread.setFieldName("thread");
        StackTraceJsonProvider exception = new StackTraceJsonProvider();
        exception.setFieldName("exception");
        GlobalCustomFieldsJsonProvider<ILoggingEvent> fields = new GlobalCustomFieldsJsonProvider<>();
        fields.setCustomFields("{\"instance\":\"" + String.valueOf(quoted(instance)) + "\"}");
        LoggingEventJsonProviders providers = new LoggingEventJsonProviders();
        providers.addProvider(at);
        providers.addProvider(new LogLevelJsonProvider());
        providers.addProvider(logger);
        providers.addProvider(thread);
        providers.addProvider(fields);
        providers.addProvider(new KeyValuePairsJsonProvider());
        providers.addProvider(new MessageJsonProvider());
        providers.addProvider(exception);
        return providers;
    }

    private static char[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text);
    }
}
