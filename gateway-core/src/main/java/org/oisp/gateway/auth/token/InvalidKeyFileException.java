package org.oisp.gateway.auth.token;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A key file is missing or contains no usable key. */
public final class InvalidKeyFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String problem;

    InvalidKeyFileException(Path file, String what, @Nullable Throwable cause) {
        super(file + ": " + what, cause);
        this.problem = file + ": " + what;
    }

    /** Returns the file's name and what is wrong with it, in one line. */
    public String problem() {
        return problem;
    }
}
