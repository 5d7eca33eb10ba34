package org.oisp.gateway.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.UntrustedText;

/**
 * A database session that holds a lock which blocks the gateway.
 *
 * @param what the name of the locked object
 * @param pid the session's process id, as {@code pg_terminate_backend} takes it; null for a prepared transaction
 * @param user the session's user; null if unknown
 * @param application the session's application name; null or empty if it has none
 * @param millis how long its transaction has lasted, in milliseconds; null if the gateway may not see it
 */
public record LockHolder(
        String what,
        @Nullable Integer pid,
        @Nullable String user,
        @Nullable String application,
        @Nullable Long millis) {

    /** Returns one line for an operator. User and application are untrusted, so they are made safe for a log line. */
    @Override
    public String toString() {
        if (pid == null) {
            return what + " is locked by a prepared transaction";
        }
        StringBuilder line =
                new StringBuilder(what).append(" is locked by session ").append(pid);
        if (user != null) {
            line.append(", user ").append(new UntrustedText(user));
        }
        if (application != null && !application.isEmpty()) {
            line.append(", application ").append(new UntrustedText(application));
        }
        if (millis != null) {
            line.append(", in a transaction for ")
                    .append(Duration.ofMillis(millis).toSeconds())
                    .append(" s");
        }
        return line.toString();
    }
}
