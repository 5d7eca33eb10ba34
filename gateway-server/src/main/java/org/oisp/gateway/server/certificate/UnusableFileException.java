package org.oisp.gateway.server.certificate;

import org.jspecify.annotations.Nullable;

/** Says that a file that a setting names cannot be used. The message never contains key material. */
public final class UnusableFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String problem;

    /**
     * Creates the exception.
     *
     * @param file the file
     * @param what its problem, and what to do
     * @param cause null if there is none
     */
    public UnusableFileException(FileSettings file, String what, @Nullable Throwable cause) {
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
