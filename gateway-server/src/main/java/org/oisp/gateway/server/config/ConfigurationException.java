package org.oisp.gateway.server.config;

import java.util.List;

/** The configuration is invalid. Lists every problem with the name of its variable. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable list of strings is serializable, of any class
    private final List<String> problems;

    /**
     * Creates the exception.
     *
     * @param problems one line each: the variable, what is wrong, what to do
     */
    public ConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Returns the problems.
     *
     * @return one line each, at least one
     */
    public List<String> problems() {
        return problems;
    }
}
