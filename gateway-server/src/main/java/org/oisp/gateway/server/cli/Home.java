package org.oisp.gateway.server.cli;

import java.nio.file.Path;
import org.oisp.gateway.server.dev.DevFiles;

/** Where the checkout is: {@code ./gateway} says so, wherever it is called from. */
final class Home {

    private Home() {}

    static DevFiles devFiles() {
        String home = System.getProperty("gateway.home", "");
        return new DevFiles(Path.of(home).resolve("target").resolve("dev"));
    }
}
