package org.oisp.gateway.server.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * All that the gateway needs, on this machine: keys, demo devices and a database. Closing it stops the database.
 */
public final class DevEnvironment implements AutoCloseable {

    /** The user name that senders of actuations offer. */
    public static final String SENDER = "api_actuator";

    /** A password that everybody knows: the demo's, which is on loopback's database and has nothing to protect. */
    public static final String SENDER_PASSWORD = "AgjY7H3eXztyA6AmNjI2rte446gdttgattwRRF61";

    private final DevFiles files;
    private final DevDatabase database;

    private DevEnvironment(DevFiles files, DevDatabase database) {
        this.files = files;
        this.database = database;
    }

    /**
     * Makes everything ready.
     *
     * @param files where to keep it
     * @param devices how many demo devices there are to be
     * @param progress told what takes a moment
     * @return the environment, its database running
     * @throws IOException if a file cannot be written or the database does not start
     */
    public static DevEnvironment start(DevFiles files, int devices, Consumer<String> progress) throws IOException {
        makeFiles(files, devices, progress);
        try {
            progress.accept("Starting PostgreSQL ...");
            List<DeviceIdentity> identities = IntStream.rangeClosed(1, devices)
                    .mapToObj(DemoDevice::identity)
                    .toList();
            return new DevEnvironment(files, DevDatabase.start(files, identities));
        } catch (SQLException refused) {
            throw new IOException("the database does not work: " + refused.getMessage(), refused);
        }
    }

    /**
     * Makes the keys, the demo devices' tokens and the file that lists them, or keeps those that are there and fit.
     *
     * @param files where to keep them
     * @param devices how many demo devices there are to be
     * @param progress told what takes a moment
     * @throws IOException if a file cannot be written
     */
    public static void makeFiles(DevFiles files, int devices, Consumer<String> progress) throws IOException {
        Files.createDirectories(files.directory());
        try {
            boolean newKeys = DevKeys.ensure(files);
            if (devices >= 1000) {
                progress.accept("Making sure of " + devices + " demo devices and their tokens ...");
            }
            DevFleet.ensure(files, devices, newKeys);
        } catch (InvalidKeyFileException damaged) {
            throw new IOException(damaged.problem(), damaged);
        }
    }

    /**
     * Whether a database comes along. The container has none.
     *
     * @return true in a checkout
     */
    public static boolean hasDatabase() {
        return DevEnvironment.class
                        .getClassLoader()
                        .getResource("io/zonky/test/db/postgres/embedded/EmbeddedPostgres.class")
                != null;
    }

    /**
     * The environment variables that {@code serve} would be given.
     *
     * @return names and values
     */
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "OISP_WEBSOCKET_SERVER_CONFIG",
                "{\"postgresConfig\":\"@@OISP_POSTGRES_CONFIG\",\"websocketUserConfig\":\"@@OISP_WEBSOCKETUSER_CONFIG\"}");
        variables.put(
                "OISP_POSTGRES_CONFIG",
                "{\"hostname\":\"127.0.0.1\",\"port\":%d,\"dbname\":\"%s\",\"username\":\"%s\",\"password\":\"\"}"
                        .formatted(database.port(), DevDatabase.NAME, DevDatabase.USER));
        variables.put(
                "OISP_WEBSOCKETUSER_CONFIG",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(SENDER, SENDER_PASSWORD));
        variables.put("GATEWAY_PUBLIC_KEY", files.publicKey().toString());
        return variables;
    }

    /**
     * Where the database is.
     *
     * @return its address, as psql takes it
     */
    public String databaseUrl() {
        return "postgresql://" + DevDatabase.USER + "@127.0.0.1:" + database.port() + "/" + DevDatabase.NAME;
    }

    @Override
    public void close() {
        database.close();
    }
}
