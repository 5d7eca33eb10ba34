package org.oisp.gateway.cluster.membership;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.oisp.gateway.telemetry.LogLine;
import org.oisp.gateway.telemetry.UntrustedText;
import org.oisp.gateway.telemetry.journal.Journal;

/** Logs the instances that are not heard over Redis although they have a lease. Thread-safe; never blocks. */
public final class SplitEvents {

    /** Names in one line. */
    private static final int MAX_NAMED = 10;

    private final Journal journal;

    /**
     * Creates the events.
     *
     * @param journal shows them to operators
     */
    public SplitEvents(Journal journal) {
        this.journal = journal;
    }

    void unheard(Collection<String> servers, Duration silence) {
        String named = servers.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
                + (servers.size() > MAX_NAMED ? " and " + (servers.size() - MAX_NAMED) + " more" : "");
        LogLine.warn(
                "instance_unheard",
                "not heard over Redis for {} ms, though the database says that they are alive: {}; actuations and"
                        + " take-overs do not reach them, or they are frozen",
                silence.toMillis(),
                new UntrustedText(named));
        journal.system(
                "instance_unheard",
                "Not heard over Redis for " + silence.toMillis() + " ms, though alive by the lease: " + named + ".");
    }

    void heardAgain(String server) {
        LogLine.info("instance_heard", "{} is heard over Redis again", new UntrustedText(server));
        journal.system("instance_heard", "Heard over Redis again: " + server + ".");
    }
}
