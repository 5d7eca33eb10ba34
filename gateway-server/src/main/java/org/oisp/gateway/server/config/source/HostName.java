package org.oisp.gateway.server.config.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as {@code hostname} prints it. */
public final class HostName {

    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /**
     * Returns the host name. May block.
     *
     * @return the host name, or {@code localhost} if it cannot be determined
     */
    public static String get() {
        try {
            // Java itself can only query the resolver, which may take seconds and may return another name.
            return Files.readString(LINUX).trim();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unnamed) {
                return "localhost";
            }
        }
    }
}
