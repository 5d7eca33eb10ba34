package org.oisp.gateway.database;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.health.FailureDescription;

/** Explains a database failure to an operator: in the server's words, if it said anything. Contains no secret. */
public final class FailureReason {

    /** SQLSTATE of a statement that the server cancelled, for example at its timeout. */
    private static final String QUERY_CANCELED = "57014";

    private static final String READ_ONLY = "25006";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String DISK_FULL = "53100";
    private static final String OUT_OF_MEMORY = "53200";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Class of the SQLSTATEs that drivers invent when a connection breaks; the server's own are 08P01 and 08004. */
    private static final String CONNECTION_CLASS = "08";

    private FailureReason() {}

    /** Returns the reason in one line. */
    public static String of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // A chain of causes may contain a cycle.
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof UnusableHostsException) {
                return new UntrustedText(Objects.toString(cause.getMessage())).toString();
            }
            if (cause instanceof R2dbcException && DatabaseRefusal.of(cause) == DatabaseRefusal.TLS_UNSUPPORTED) {
                return "it offers no TLS, and GATEWAY_DATABASE_TLS requires it";
            }
            if (cause instanceof R2dbcPermissionDeniedException
                    && DatabaseRefusal.of(cause) == DatabaseRefusal.CHANNEL_BINDING) {
                return line(cause) + "; GATEWAY_DATABASE_CHANNEL_BINDING requires it";
            }
            if (cause instanceof R2dbcException refused && isServers(refused)) {
                return ofServer(refused);
            }
            String said = cause.getMessage();
            if (said != null && (cause instanceof LateAnswerException || cause instanceof TableLockedException)) {
                return new UntrustedText(said).toString();
            }
            if (cause instanceof R2dbcException && said != null && said.endsWith(" closed")) {
                return FailureDescription.CLOSED;
            }
        }
        return new UntrustedText(FailureDescription.of(failure)).toString();
    }

    private static String ofServer(R2dbcException refused) {
        String said = line(refused);
        if (QUERY_CANCELED.equals(refused.getSqlState()) && said.contains("timeout")) {
            return "it is slow: a statement took longer than GATEWAY_QUERY_TIMEOUT";
        }
        String cause = cause(Objects.toString(refused.getSqlState()));
        if (cause != null) {
            return cause + ": " + said;
        }
        DatabaseRefusal refusal = DatabaseRefusal.of(refused);
        if (refusal == DatabaseRefusal.TLS_REQUIRED) {
            return "it accepts only connections with TLS; set GATEWAY_DATABASE_TLS to require or stricter: " + said;
        }
        if (refusal == DatabaseRefusal.CLIENT_CERTIFICATE) {
            return said + "; GATEWAY_DATABASE_CERTIFICATE has to name one that the server trusts";
        }
        if (refusal == DatabaseRefusal.POOLER_MODE) {
            return said + "; at pgbouncer set pool_mode = transaction or session";
        }
        return refusal == DatabaseRefusal.POOLER
                ? said + "; at pgbouncer set ignore_startup_parameters = extra_float_digits"
                : said;
    }

    /** Returns an English explanation, since the server's message may be in any language. */
    private static @Nullable String cause(String state) {
        return switch (state) {
            case READ_ONLY -> "it is read-only, perhaps a standby";
            case TOO_MANY_CONNECTIONS ->
                "it accepts no more connections (max_connections, or a limit of the user or database)";
            case DISK_FULL -> "its disk is full";
            case OUT_OF_MEMORY -> "it is out of memory";
            case LOCK_NOT_AVAILABLE -> "another session holds a lock";
            default -> null;
        };
    }

    private static boolean isServers(R2dbcException refused) {
        String state = refused.getSqlState();
        return state != null
                && (!state.startsWith(CONNECTION_CLASS) || state.equals("08P01") || state.equals("08004"))
                && refused.getMessage() != null;
    }

    private static String line(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName()
                : new UntrustedText(message).toString();
    }
}
