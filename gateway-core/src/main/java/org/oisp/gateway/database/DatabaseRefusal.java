package org.oisp.gateway.database;

import io.r2dbc.spi.R2dbcException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reasons why a database cannot be used as configured; retrying does not help. */
public enum DatabaseRefusal {
    /** The host name is unknown. */
    HOST,
    /** The server rejects the user or the password. */
    CREDENTIALS,
    /** The server has no such database. */
    DATABASE,
    /** A pooler in front of the server rejects a startup parameter that every connection sends. */
    POOLER;

    private static final String INVALID_AUTHORIZATION = "28";
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final String UNDEFINED_DATABASE = "3D000";

    /**
     * Classifies a failure.
     *
     * @return the reason, or null if the server may only be away
     */
    public static @Nullable DatabaseRefusal of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        // A chain of causes may contain a cycle.
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return HOST;
            }
            if (cause instanceof R2dbcException refused && refused.getSqlState() != null) {
                if (refused.getSqlState().startsWith(INVALID_AUTHORIZATION)) {
                    return CREDENTIALS;
                }
                if (refused.getSqlState().equals(PROTOCOL_VIOLATION)
                        && Objects.toString(refused.getMessage()).contains("startup parameter")) {
                    return POOLER;
                }
                if (refused.getSqlState().equals(UNDEFINED_DATABASE)) {
                    return DATABASE;
                }
            }
        }
        return null;
    }
}
