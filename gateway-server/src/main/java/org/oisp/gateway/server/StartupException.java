package org.oisp.gateway.server;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;

/** The gateway cannot start as it is configured. The message names the setting, what is wrong and what to do. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartupException(String setting, String what, Throwable cause) {
        super(setting + ": " + what, cause);
    }

    /**
     * A port cannot be bound.
     *
     * @param port the setting to blame, unless it is the address
     * @param host the setting to blame for an address that there is not, or that is another machine's
     * @param error what the socket said; its last cause knows most
     */
    static StartupException cannotListen(String port, String host, Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String why = Objects.requireNonNullElse(root.getMessage(), "");
        String there = "cannot listen there: " + error.getMessage();
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return new StartupException(host, there + ": there is no such host", error);
        }
        if (why.contains("assign requested address")) {
            return new StartupException(host, there + ": the address is not this machine's", error);
        }
        return new StartupException(port, root == error ? there : there + ": " + reason(why), error);
    }

    /** Netty says which call failed and with what number, before it says why. */
    private static String reason(String why) {
        return why.contains("already in use") ? "something else does; end that, or take another port" : why;
    }
}
