package org.oisp.gateway.server.config.source;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Environment variables, and the files that some of them name. An empty variable is none. */
public final class Environment {

    /** Ends the name of a variable that names a file with the value, as Docker and Kubernetes hand over secrets. */
    public static final String FILE = "_FILE";

    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** What Kubernetes sets for a service called "gateway". */
    private static final Pattern SERVICE_LINK = Pattern.compile("GATEWAY_(SERVICE_.*|PORT_\\d.*)");

    private final Map<String, String> variables;
    private final Path directory;
    private final ConfigurationFindings configurationFindings;

    /**
     * Makes an environment.
     *
     * @param variables names and values
     * @param directory what a relative file name is relative to
     * @param configurationFindings told of files that cannot be read
     */
    public Environment(Map<String, String> variables, Path directory, ConfigurationFindings configurationFindings) {
        this.variables = variables;
        this.directory = directory;
        this.configurationFindings = configurationFindings;
    }

    /**
     * A variable's value.
     *
     * @param variable its name
     * @return the value, or null if it is missing or empty
     */
    public @Nullable GivenValue get(String variable) {
        String value = variables.get(variable);
        return value == null || value.isBlank() ? null : new GivenValue(value.trim(), ValueOrigin.of(variable));
    }

    /**
     * What stands in the file that a variable names, without the end of its last line.
     *
     * @param variable its name, {@link #FILE} at its end
     * @return the value, or null if the variable is missing or empty
     */
    public @Nullable GivenValue file(String variable) {
        GivenValue name = get(variable);
        if (name == null) {
            return null;
        }
        ValueOrigin valueOrigin = new ValueOrigin(variable, "", name.text());
        String problem;
        try {
            Path file = directory.resolve(name.text());
            if (Files.size(file) > MAX_FILE_BYTES) {
                problem = "is longer than 64 KiB";
            } else {
                String text = Files.readString(file).stripTrailing();
                if (!text.isEmpty()) {
                    return new GivenValue(text, valueOrigin);
                }
                problem = "is empty";
            }
        } catch (NoSuchFileException missing) {
            problem = "is not there";
        } catch (MalformedInputException notText) {
            problem = "is not UTF-8";
        } catch (IOException | IllegalArgumentException unreadable) {
            problem = "cannot be read";
        }
        configurationFindings.problem(valueOrigin, problem);
        return GivenValue.unusable(valueOrigin);
    }

    /**
     * Notes variables of ours that nobody reads.
     *
     * @param prefix how ours begin
     * @param known those that are read
     */
    public void noteUnknown(String prefix, Collection<String> known) {
        TreeSet<String> unknown = new TreeSet<>(variables.keySet());
        unknown.removeIf(variable ->
                !variable.startsWith(prefix) || SERVICE_LINK.matcher(variable).matches());
        unknown.removeAll(known);
        unknown.forEach(variable -> configurationFindings.note(variable + " is set, but there is no such setting"));
    }
}
