package org.oisp.gateway.server.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;

/**
 * How many files the process may open, of which each connection is one. Where it may open fewer than its settings let connect,
 * peers are turned away, and the database's connections with them, long before the bound that is configured.
 */
final class OpenFiles {

    /** Jars, event loops, the database, the management port; and the thousand sockets past the bound that are answered 503. */
    static final int BESIDE_CONNECTIONS = 1_250;

    /** Jars, event loops. */
    private static final int BESIDE_CLIENTS = 150;

    private OpenFiles() {}

    /**
     * How many files this process may open. The JVM has raised its own soft limit to the hard one by now.
     *
     * @return the limit; as many as can be thought of where the system has none or does not tell
     */
    static long limit() {
        long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    /**
     * What to say if a process cannot have so many connections.
     *
     * @param connections how many it is to have
     * @param limit how many files may be open
     * @return why not, and the remedy, one line; null if there is room for all of them
     */
    static @Nullable String shortage(int connections, long limit) {
        long needed = (long) connections + BESIDE_CLIENTS;
        return limit >= needed
                ? null
                : connections + " connections need " + needed + " open files, but this process may open " + limit
                        + " only: allow it more (ulimit -n " + needed
                        + "), or share the devices among several by --range";
    }

    /**
     * What to say of a limit.
     *
     * @param connections how many connections there may be
     * @param limit how many files may be open
     * @return the warning, one line; null if there is room for all of them
     */
    static @Nullable String warning(int connections, long limit) {
        long needed = (long) connections + BESIDE_CONNECTIONS;
        return limit >= needed
                ? null
                : Setting.MAX_CONNECTIONS.variable() + " is " + connections + ", but this process may open " + limit
                        + " files only, and each connection is one: allow it " + needed
                        + " (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container), or lower "
                        + Setting.MAX_CONNECTIONS.variable();
    }
}
