package org.oisp.gateway.server.config.source;

/**
 * Where a value stands.
 *
 * @param variable an environment variable
 * @param field where in its JSON, such as {@code readReplicas[0].port}; empty if the value is the variable's own
 * @param file the file that the variable names and that holds the value; empty for none
 */
public record ValueOrigin(String variable, String field, String file) {

    /**
     * A variable that holds the value itself.
     *
     * @param variable its name
     * @return the origin
     */
    public static ValueOrigin of(String variable) {
        return new ValueOrigin(variable, "", "");
    }

    /**
     * Begins a sentence about the value: {@code VARIABLE: field what}.
     *
     * @param what is wrong, or what is to be known
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
