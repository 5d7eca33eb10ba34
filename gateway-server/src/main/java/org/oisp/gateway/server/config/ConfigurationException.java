package org.oisp.gateway.server.config;

import java.util.List;

/** The configuration cannot be used. Holds everything that is wrong with it, each with the name of its variable. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable list of strings is serializable, whatever its class
    private final List<String> problems;

    /**
     * Makes the exception.
     *
     * @param problems a line each: the variable, what is wrong, what to do
     */
    public ConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return a line each, at least one
     */
    public List<String> problems() {
        return problems;
    }
}
