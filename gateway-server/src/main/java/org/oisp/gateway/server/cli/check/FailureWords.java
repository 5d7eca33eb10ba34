package org.oisp.gateway.server.cli.check;

import io.r2dbc.spi.R2dbcException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.oisp.gateway.events.FailureReason;

/** A failure to reach a server, in a line for an operator. */
final class FailureWords {

    private FailureWords() {}

    static String describe(Throwable failure) {
        if (failure instanceof R2dbcException) {
            return FailureReason.of(failure);
        }
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "there is no such host";
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return "nobody listens there, or the way is blocked";
            }
            if (cause instanceof TimeoutException
                    || cause instanceof org.apache.kafka.common.errors.TimeoutException
                    || cause instanceof io.netty.handler.timeout.ReadTimeoutException) {
                return "no answer in time";
            }
            if (cause instanceof SSLException) {
                return "no TLS connection: " + line(cause);
            }
            last = cause;
        }
        return line(last);
    }

    private static String line(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
