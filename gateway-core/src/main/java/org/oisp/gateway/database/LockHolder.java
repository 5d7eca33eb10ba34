package org.oisp.gateway.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.UntrustedText;

/**
 * A session of the database's that holds a lock which is in the way.
 *
 * @param what what is locked
 * @param pid the session, as {@code pg_terminate_backend} takes it; null if it is a prepared transaction
 * @param user who is logged in there; null if it is not known
 * @param application what it calls itself; null or empty if it does not
 * @param millis how long its transaction has lasted; null if we may not see it
 */
public record LockHolder(
        String what,
        @Nullable Integer pid,
        @Nullable String user,
        @Nullable String application,
        @Nullable Long millis) {

    /** One line for an operator. What others chose is shown as far as it is printable. */
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
