package org.oisp.gateway.server.config.source;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Collects every problem of a configuration, and notes for the operator. Keeps only the first problem of each value, since a value may
 * be read twice, and later problems may follow from the first.
 */
public final class ConfigurationFindings {

    /** Line ends and other control characters. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]");

    /** Characters of an invalid value that are shown. */
    private static final int MAX_SHOWN = 200;

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
     * Reports an invalid value, and shows it if a variable holds it: a misplaced value in JSON or a file may be a secret.
     *
     * @param givenValue the value; no secret
     * @param what is wrong with it
     */
    public void wrong(GivenValue givenValue, String what) {
        wrong(givenValue, List.of(givenValue.text()), what);
    }

    /**
     * Reports an invalid value, and shows parts of it if a variable holds it.
     *
     * @param givenValue the value
     * @param shown what is shown of it; nothing for a secret
     * @param what is wrong with it
     */
    public void wrong(GivenValue givenValue, List<String> shown, String what) {
        ValueOrigin valueOrigin = givenValue.valueOrigin();
        boolean isVariable = valueOrigin.field().isEmpty() && valueOrigin.file().isEmpty();
        String values = shown.stream().map(ConfigurationFindings::quoted).collect(Collectors.joining(", "));
        problem(valueOrigin, isVariable && !shown.isEmpty() ? values + " " + what : what);
    }

    /** Quotes a value so that it fits into one line. */
    private static String quoted(String text) {
        String line = CONTROL.matcher(text).replaceAll("?");
        return "\"" + (line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line) + "\"";
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
