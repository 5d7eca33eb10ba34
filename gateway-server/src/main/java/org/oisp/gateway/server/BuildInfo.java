package org.oisp.gateway.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway was built from.
 *
 * @param version the version
 * @param commit the commit, abbreviated; null if the build did not know it
 * @param changed whether the sources differed from the commit
 */
public record BuildInfo(String version, @Nullable String commit, boolean changed) {

    /** Written by the build. */
    private static final String FILE = "build.properties";

    /** Any other text means that the build did not know the commit: Maven leaves the placeholder of an unset property. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

    private static final BuildInfo THIS = read();

    /**
     * Returns what the running code was built from.
     *
     * @return always the same
     */
    public static BuildInfo ofThisGateway() {
        return THIS;
    }

    static BuildInfo of(Properties built) {
        String commit = built.getProperty("commit", "");
        return new BuildInfo(
                built.getProperty("version", "(unpackaged)"),
                COMMIT.matcher(commit).matches() ? commit : null,
                Boolean.parseBoolean(built.getProperty("changed")));
    }

    private static BuildInfo read() {
        Properties built = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
            if (file != null) {
                built.load(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return of(built);
    }

    /**
     * Returns the commit as {@code git describe --always --dirty} writes it.
     *
     * @return the commit, with {@code -dirty} if the sources differed from it; {@code unknown} if the build did not know it
     */
    public String revision() {
        return commit == null ? "unknown" : commit + (changed ? "-dirty" : "");
    }
}
