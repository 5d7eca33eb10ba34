package org.oisp.gateway.server;

/** The version of this gateway. */
final class GatewayVersion {

    private GatewayVersion() {}

    /** Returns the version that the jar's manifest names. */
    static String text() {
        String version = GatewayVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
