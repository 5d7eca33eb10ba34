package org.oisp.gateway.database;

import io.r2dbc.spi.R2dbcException;
import org.jspecify.annotations.Nullable;

/** What the SQLSTATE of an error says (PostgreSQL, appendix A). */
public final class SqlState {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SYNTAX_ERROR = "42601";

    private SqlState() {}

    /**
     * Whether an error says that another session holds a lock.
     *
     * @param error any error
     * @return whether the time to wait for a lock ran out
     */
    public static boolean isLocked(Throwable error) {
        return LOCK_NOT_AVAILABLE.equals(of(error));
    }

    /**
     * Whether an error says that the server is too old for the statement.
     *
     * @param error any error
     * @return whether the server does not know the statement's syntax
     */
    public static boolean isUnknownSyntax(Throwable error) {
        return SYNTAX_ERROR.equals(of(error));
    }

    private static @Nullable String of(Throwable error) {
        return error instanceof R2dbcException refused ? refused.getSqlState() : null;
    }
}
