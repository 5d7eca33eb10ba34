package org.oisp.gateway.server.certificate;

import java.nio.file.Path;

/**
 * A configured file.
 *
 * @param setting the environment variable that names it
 * @param path its path
 */
public record FileSettings(String setting, Path path) {}
