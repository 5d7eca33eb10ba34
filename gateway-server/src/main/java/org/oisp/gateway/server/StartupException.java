package org.oisp.gateway.server;

/** The gateway cannot start as it is configured. The message names the setting, what is wrong and what to do. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartupException(String setting, String what, Throwable cause) {
        super(setting + ": " + what, cause);
    }
}
