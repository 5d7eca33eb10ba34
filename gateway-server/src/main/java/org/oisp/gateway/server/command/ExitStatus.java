package org.oisp.gateway.server.command;

/** Exit statuses of commands, beside picocli's 0 (done), 1 (failed) and 2 (wrong usage). */
public final class ExitStatus {

    /** The configuration cannot be used (sysexits.h, EX_CONFIG). */
    public static final int CONFIGURATION = 78;

    private ExitStatus() {}
}
