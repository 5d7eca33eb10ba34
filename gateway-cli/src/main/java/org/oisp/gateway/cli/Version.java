package org.oisp.gateway.cli;

import org.oisp.gateway.server.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** Prints the version and the commit: the checkout's if the launcher passes it, otherwise the one that the build knew. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        BuildInfo built = BuildInfo.ofThisGateway();
        String commit = System.getProperty("gateway.commit");
        return new String[] {
            text(commit == null ? built : new BuildInfo(built.version(), commit, Boolean.getBoolean("gateway.changed")))
        };
    }

    static String text(BuildInfo build) {
        String commit = build.commit();
        return "gateway " + build.version()
                + (commit == null ? "" : " (" + commit + (build.changed() ? ", with changes)" : ")"));
    }
}
