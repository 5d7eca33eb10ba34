package org.oisp.gateway.pem;

import org.jspecify.annotations.Nullable;

/** A file is no PEM file. The message is what is wrong with it, as the predicate of a sentence, and shows nothing of its content. */
public final class InvalidPemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String problem;

    InvalidPemException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    /** Returns what is wrong, such as "holds a damaged PEM block". */
    public String problem() {
        return problem;
    }
}
