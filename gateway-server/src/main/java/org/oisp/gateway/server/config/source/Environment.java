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

/** Environment variables, and the files that some of them name. A blank variable counts as missing. */
public final class Environment {

    /** Suffix of a variable that names a file with the value, as Docker and Kubernetes pass secrets. */
    public static final String FILE = "_FILE";

    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** Variables that Kubernetes sets for a service called "gateway". */
    private static final Pattern SERVICE_LINK = Pattern.compile("GATEWAY_(SERVICE_.*|PORT_\\d.*)");

    private final Map<String, String> variables;
    private final Path directory;
    private final ConfigurationFindings configurationFindings;

    /**
     * Creates an environment.
     *
     * @param variables values by name
     * @param directory base of relative file names
     * @param configurationFindings receives unreadable files and unknown variables
     */
    public Environment(Map<String, String> variables, Path directory, ConfigurationFindings configurationFindings) {
        this.variables = variables;
        this.directory = directory;
        this.configurationFindings = configurationFindings;
    }

    /**
     * Returns a variable's value, without surrounding spaces.
     *
     * @param variable its name
     * @return the value, or null if it is missing or blank
     */
    public @Nullable GivenValue get(String variable) {
        String value = variables.get(variable);
        return value == null || value.isBlank() ? null : new GivenValue(value.trim(), ValueOrigin.of(variable));
    }

    /**
     * Returns the content of the file that a variable names, without trailing white space. Blocks.
     *
     * @param variable its name, with the suffix {@link #FILE}
     * @return the value, or null if the variable is missing or blank; unusable if the file is, which is reported
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
     * Notes variables of the gateway that are not settings.
     *
     * @param prefix how the gateway's variables begin
     * @param known names of all settings
     */
    public void noteUnknown(String prefix, Collection<String> known) {
        TreeSet<String> unknown = new TreeSet<>(variables.keySet());
        unknown.removeIf(variable ->
                !variable.startsWith(prefix) || SERVICE_LINK.matcher(variable).matches());
        unknown.removeAll(known);
        unknown.forEach(variable -> configurationFindings.note(variable + " is set, but there is no such setting"));
    }
}
