package org.oisp.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Detects whether the standard error stream is a terminal. */
final class Terminal {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Returns whether the standard error stream is a terminal that can redraw a line. Works on Linux; returns false elsewhere. */
    static boolean isInteractive() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String file = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            // The JVM reports only on all streams together, and from version 22 on not even that.
            return false;
        }
    }
}
