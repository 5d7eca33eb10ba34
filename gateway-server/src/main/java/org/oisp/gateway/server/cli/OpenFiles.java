package org.oisp.gateway.server.cli;

import org.jspecify.annotations.Nullable;

/**
 * How many files a command may open that connects as many devices do, of which each connection is one.
 */
final class OpenFiles {

    /** Jars, event loops. */
    private static final int BESIDE_CLIENTS = 150;

    private OpenFiles() {}

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
}
