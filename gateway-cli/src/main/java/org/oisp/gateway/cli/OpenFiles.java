package org.oisp.gateway.cli;

import org.jspecify.annotations.Nullable;

/** Checks whether a command may open as many files as it needs; each connection is one. */
final class OpenFiles {

    /** Open files for jars and event loops. */
    private static final int BESIDE_CLIENTS = 150;

    private OpenFiles() {}

    /**
     * Describes a shortage of open files.
     *
     * @param connections the number of connections needed
     * @param limit the number of files that the process may open
     * @return the problem and its remedy in one line; null if the limit suffices
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
