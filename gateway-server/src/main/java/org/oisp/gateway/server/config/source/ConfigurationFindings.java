package org.oisp.gateway.server.config.source;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects every problem of a configuration, and notes for the operator. Keeps only the first problem of each value, since a value may
 * be read twice, and later problems may follow from the first.
 */
public final class ConfigurationFindings {

    private final Map<ValueOrigin, String> problems = new LinkedHashMap<>();
    private final Set<ValueOrigin> covered = new HashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /**
     * Reports an invalid value.
     *
     * @param where the value to change
     * @param what is wrong with it; never a secret
     */
    public void problem(ValueOrigin where, String what) {
        // The fields of unreadable JSON are unknown, not missing.
        boolean partOfUnreadable = !where.field().isEmpty() && isWrong(where.variable());
        if (!partOfUnreadable && !covered.contains(where)) {
            problems.putIfAbsent(where, where.says(what));
        }
    }

    /**
     * Suppresses later problems of a value, since the report of another value covers it.
     *
     * @param where the value
     */
    public void covered(ValueOrigin where) {
        covered.add(where);
    }

    /**
     * Returns whether a problem was reported for the variable itself. Values that depend on it cannot be checked then.
     *
     * @param variable its name
     * @return whether the variable has a problem
     */
    public boolean isWrong(String variable) {
        return problems.containsKey(ValueOrigin.of(variable));
    }

    /**
     * Adds a note for the operator.
     *
     * @param what one line
     */
    public void note(String what) {
        notes.add(what);
    }

    /**
     * Returns the problems.
     *
     * @return one line each
     */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    /**
     * Returns the notes.
     *
     * @return one line each
     */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
