package org.oisp.gateway.database;

import io.r2dbc.spi.R2dbcException;
import org.jspecify.annotations.Nullable;

/** Classifies errors by their SQLSTATE (PostgreSQL, appendix A). */
public final class SqlState {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SYNTAX_ERROR = "42601";

    private SqlState() {}

    /** Returns whether an error says that the wait for another session's lock timed out. */
    public static boolean isLocked(Throwable error) {
        return LOCK_NOT_AVAILABLE.equals(of(error));
    }

    /** Returns whether an error says that the server does not know the statement's syntax, as an old server does. */
    public static boolean isUnknownSyntax(Throwable error) {
        return SYNTAX_ERROR.equals(of(error));
    }

    private static @Nullable String of(Throwable error) {
        return error instanceof R2dbcException refused ? refused.getSqlState() : null;
    }
}
