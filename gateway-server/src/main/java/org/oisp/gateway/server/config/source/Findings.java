package org.oisp.gateway.server.config.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is found in a configuration: all that is wrong with it, instead of the first, and what an operator should know of it. Each
 * once: a value may be read in two places.
 */
public final class Findings {

    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * Something cannot be used.
     *
     * @param where what is to be changed
     * @param what is wrong with it; never a secret
     */
    public void problem(Origin where, String what) {
        problems.add(where.says(what));
    }

    /**
     * Something is worth knowing.
     *
     * @param what a line
     */
    public void note(String what) {
        notes.add(what);
    }

    /**
     * All that is wrong.
     *
     * @return a line each
     */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * All that is worth knowing.
     *
     * @return a line each
     */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
