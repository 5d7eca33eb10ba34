package org.oisp.gateway.server.socket.tls;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.tls.TlsSettings.FileSettings;

/** A file of the TLS settings cannot be used. Its message never holds anything of a key. */
public final class UnusableFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String problem;

    UnusableFileException(FileSettings file, String what, @Nullable Throwable cause) {
        super(file.setting() + ": " + file.path() + ": " + what, cause);
        this.setting = file.setting();
        this.problem = file.path() + ": " + what;
    }

    /**
     * Which setting names the file.
     *
     * @return the name of its variable
     */
    public String setting() {
        return setting;
    }

    /**
     * What is wrong, in a line.
     *
     * @return the file, what is wrong with it, and what to do
     */
    public String problem() {
        return problem;
    }
}
