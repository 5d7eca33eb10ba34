package org.oisp.gateway.cli.dev;

import java.nio.file.Path;

/**
 * The files of {@code gateway dev}, in one directory that may be deleted whenever it does not run.
 *
 * @param directory that directory
 */
public record DevFiles(Path directory) {

    /**
     * Returns the files of this checkout. {@code ./gateway} passes its path, so the working directory does not matter.
     *
     * @return the files below {@code target/dev}
     */
    public static DevFiles ofCheckout() {
        String home = System.getProperty("gateway.home", "");
        return new DevFiles(Path.of(home).resolve("target").resolve("dev"));
    }

    /**
     * Returns the list of demo devices: {@code deviceId,deviceUID,accountId,token}, one a line, no header.
     *
     * @return a file
     */
    public Path fleet() {
        return directory.resolve("fleet.csv");
    }

    /**
     * Returns the private key that signs the demo devices' tokens.
     *
     * @return a PEM file
     */
    public Path privateKey() {
        return directory.resolve("private.pem");
    }

    /**
     * Returns the public key that the gateway verifies them with.
     *
     * @return a PEM file
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
