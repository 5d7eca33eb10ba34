package org.oisp.gateway.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says that none of several hosts can be used as the database, and why each cannot. */
public final class UnusableHostsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param why the hosts, each with its reason, in one line
     * @param failures the failures of the hosts; the first is the cause if all hosts refuse for one reason, since then it is the
     *     configuration's fault
     */
    public UnusableHostsException(String why, List<Throwable> failures) {
        super(why, commonCause(failures));
    }

    private static @Nullable Throwable commonCause(List<Throwable> failures) {
        DatabaseRefusal refusal = DatabaseRefusal.of(failures.get(0));
        boolean common =
                refusal != null && failures.stream().allMatch(failure -> DatabaseRefusal.of(failure) == refusal);
        return common ? failures.get(0) : null;
    }
}
