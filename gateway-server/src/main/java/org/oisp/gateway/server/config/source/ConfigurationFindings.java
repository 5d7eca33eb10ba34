package org.oisp.gateway.server.config.source;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is found in a configuration: all that is wrong with it, instead of the first, and what an operator should know of it. One
 * line for a value, the first: a value may be read in two places, and what follows from a mistake is no mistake of its own.
 */
public final class ConfigurationFindings {

    private final Map<ValueOrigin, String> problems = new LinkedHashMap<>();
    private final Set<ValueOrigin> covered = new HashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * Something cannot be used.
     *
     * @param where what is to be changed
     * @param what is wrong with it; never a secret
     */
    public void problem(ValueOrigin where, String what) {
        // Nobody knows what stands in JSON that cannot be read: none of it is missing.
        boolean partOfUnreadable = !where.field().isEmpty() && isWrong(where.variable());
        if (!partOfUnreadable && !covered.contains(where)) {
            problems.putIfAbsent(where, where.says(what));
        }
    }

    /**
     * The line of another value says it for this one too.
     *
     * @param where a place of which nothing more is to be said
     */
    public void covered(ValueOrigin where) {
        covered.add(where);
    }

    /**
     * Whether a variable's own value cannot be used. What depends on it cannot be judged then.
     *
     * @param variable its name
     * @return whether a problem was found with it
     */
    public boolean isWrong(String variable) {
        return problems.containsKey(ValueOrigin.of(variable));
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
        return List.copyOf(problems.values());
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
