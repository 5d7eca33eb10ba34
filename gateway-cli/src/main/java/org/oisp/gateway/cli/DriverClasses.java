package org.oisp.gateway.cli;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.pool.Pool;

/** Loads the classes of the PostgreSQL driver: a rehearsal has no database that would load them, and every start needs most of them. */
final class DriverClasses {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");
    private static final String CLASS = ".class";

    private DriverClasses() {}

    /**
     * Loads the classes without initialising them.
     *
     * @return the number of classes loaded
     * @throws IOException if a jar cannot be read
     */
    static int load() throws IOException {
        int loaded = 0;
        for (Class<?> one :
                List.of(PostgresqlConnectionFactory.class, ConnectionPool.class, ConnectionFactory.class, Pool.class)) {
            loaded += loadJarOf(one);
        }
        return loaded;
    }

    private static int loadJarOf(Class<?> one) throws IOException {
        Path jar;
        try {
            jar = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException unusual) {
            throw new IOException(unusual);
        }
        int loaded = 0;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : file.stream()
                    .map(Object::toString)
                    .filter(entry -> entry.endsWith(CLASS) && !entry.startsWith("META-INF") && entry.contains("/"))
                    .toList()) {
                loaded +=
                        load(name.substring(0, name.length() - CLASS.length()).replace('/', '.'), one.getClassLoader());
            }
        }
        return loaded;
    }

    private static int load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
            return 1;
        } catch (ClassNotFoundException | LinkageError optional) {
            // The class needs an optional library that is not on the class path.
            LOG.debug("{} is left out: {}", name, optional.toString());
            return 0;
        }
    }
}
