package org.oisp.gateway.server.config.source;

/**
 * Where a value comes from.
 *
 * @param variable an environment variable
 * @param field path in its JSON, such as {@code readReplicas[0].port}; empty if the variable itself holds the value
 * @param file file with the value that the variable names; empty for none
 */
public record ValueOrigin(String variable, String field, String file) {

    /**
     * Returns the origin of a value that a variable itself holds.
     *
     * @param variable its name
     * @return the origin
     */
    public static ValueOrigin of(String variable) {
        return new ValueOrigin(variable, "", "");
    }

    /**
     * Returns a sentence about the value: {@code VARIABLE: field what}.
     *
     * @param what the rest of the sentence
     * @return the sentence
     */
    public String says(String what) {
        return variable + ": " + (field.isEmpty() ? "" : field + " ") + (file.isEmpty() ? "" : file + " ") + what;
    }

    @Override
    public String toString() {
        return variable + (field.isEmpty() ? "" : ", " + field) + (file.isEmpty() ? "" : ", " + file);
    }
}
