package org.oisp.gateway.cli;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** Prints the version and the commit: the checkout's if the launcher passes it, otherwise the one that the build wrote into the jar. */
final class Version implements IVersionProvider {

    /** A commit. Any other text means that the build did not know it: Maven leaves the placeholder of an unset property. */
    private static final String COMMIT = "[0-9a-f]{7,40}";

    @Override
    public String[] getVersion() throws IOException {
        URL here = Version.class.getResource("Version.class");
        Attributes built = here != null && here.openConnection() instanceof JarURLConnection jar
                ? jar.getMainAttributes()
                : new Attributes();
        String commit = System.getProperty("gateway.commit");
        return new String[] {
            commit == null
                    ? text(
                            built.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
                            built.getValue("Implementation-Commit"),
                            built.getValue("Implementation-Changed"))
                    : text(
                            built.getValue(Attributes.Name.IMPLEMENTATION_VERSION),
                            commit,
                            System.getProperty("gateway.changed"))
        };
    }

    static String text(@Nullable String version, @Nullable String commit, @Nullable String changed) {
        if (version == null) {
            return "gateway (unpackaged)";
        }
        if (commit == null || !commit.matches(COMMIT)) {
            return "gateway " + version;
        }
        return "gateway " + version + " (" + commit + ("true".equals(changed) ? ", with changes)" : ")");
    }
}
