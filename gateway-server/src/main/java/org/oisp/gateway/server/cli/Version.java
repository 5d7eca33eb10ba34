package org.oisp.gateway.server.cli;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version, and the commit: that of the checkout, if the launcher says so, or else the one that the build wrote into the jar. */
final class Version implements IVersionProvider {

    /** Whatever else it is, it was not known when the jar was made: a property that nobody has set stays as it was written. */
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
