package org.oisp.gateway.server.dev;

import java.nio.file.Path;

/**
 * The files of {@code gateway dev}, all in one directory that may be deleted at any time it does not run.
 *
 * @param directory that directory
 */
public record DevFiles(Path directory) {

    /**
     * The files of this checkout: {@code ./gateway} says where it is, wherever it is called from.
     *
     * @return the files below {@code target/dev}
     */
    public static DevFiles ofCheckout() {
        String home = System.getProperty("gateway.home", "");
        return new DevFiles(Path.of(home).resolve("target").resolve("dev"));
    }

    /**
     * The demo devices: {@code deviceId,deviceUID,accountId,token}, one a line, no header.
     *
     * @return a file
     */
    public Path fleet() {
        return directory.resolve("fleet.csv");
    }

    /**
     * The key that the demo devices' tokens are signed with.
     *
     * @return a file, PEM
     */
    public Path privateKey() {
        return directory.resolve("private.pem");
    }

    /**
     * The key that the gateway checks them with.
     *
     * @return a file, PEM
     */
    public Path publicKey() {
        return directory.resolve("public.pem");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    Path database() {
        return directory.resolve("postgres");
    }
}
