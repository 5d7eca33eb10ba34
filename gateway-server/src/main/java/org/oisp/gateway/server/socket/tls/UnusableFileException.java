package org.oisp.gateway.server.socket.tls;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.tls.TlsFileSettings.FileSettings;

/** Says that a file of the TLS settings cannot be used. The message never contains key material. */
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
     * Returns the setting that names the file.
     *
     * @return the name of the environment variable
     */
    public String setting() {
        return setting;
    }

    /**
     * Describes the problem in one line.
     *
     * @return the file, its problem, and what to do
     */
    public String problem() {
        return problem;
    }
}
