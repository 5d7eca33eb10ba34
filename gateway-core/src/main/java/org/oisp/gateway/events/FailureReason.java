package org.oisp.gateway.events;

import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a database failed, in an operator's words: what the server said, if it said anything. Names no secret. */
public final class FailureReason {

    /** SQLSTATE of a statement that the server ended since its time was over. */
    private static final String QUERY_CANCELED = "57014";

    private static final String READ_ONLY = "25006";

    /** Class of the SQLSTATEs that drivers make up themselves when a connection breaks; the server's own are 08P01 and 08004. */
    private static final String CONNECTION_CLASS = "08";

    private FailureReason() {}

    /**
     * Says it.
     *
     * @param failure any failure
     * @return a line
     */
    public static String of(Throwable failure) {
        String ofNetwork = null;
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException refused && isServers(refused)) {
                return ofServer(refused);
            }
            if (ofNetwork == null) {
                ofNetwork = ofNetwork(cause);
            }
            last = cause;
        }
        return ofNetwork != null ? ofNetwork : line(last);
    }

    private static String ofServer(R2dbcException refused) {
        String said = line(refused);
        if (QUERY_CANCELED.equals(refused.getSqlState()) && said.contains("timeout")) {
            return "no answer in time";
        }
        if (READ_ONLY.equals(refused.getSqlState())) {
            return "it is read-only, a standby perhaps: " + said;
        }
        return said.contains("startup parameter")
                ? said + "; at pgbouncer set ignore_startup_parameters = extra_float_digits"
                : said;
    }

    private static boolean isServers(R2dbcException refused) {
        String state = refused.getSqlState();
        return state != null
                && (!state.startsWith(CONNECTION_CLASS) || state.equals("08P01") || state.equals("08004"))
                && refused.getMessage() != null;
    }

    private static @Nullable String ofNetwork(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "there is no such host";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "nobody listens there, or the way is blocked";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = cause.getMessage();
        boolean closed = message != null
                && (message.contains("onnection unexpectedly closed") || message.contains("onnection closed"));
        boolean reset = cause instanceof IOException && message != null && message.contains("onnection reset");
        return closed || reset ? "the server closed the connection and did not say why" : null;
    }

    private static String line(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName()
                : new ForeignText(message).toString();
    }
}
