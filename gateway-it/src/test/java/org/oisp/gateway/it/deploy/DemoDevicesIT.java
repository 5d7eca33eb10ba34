package org.oisp.gateway.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.deploy.DeployFiles.HOME;
import static org.oisp.gateway.it.deploy.DeployFiles.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;

/** The compose file's database and its tokens are created separately, and must be for the same devices. */
class DemoDevicesIT {

    @TempDir
    private Path home;

    @Test
    void theDatabaseHasEveryDeviceOfTheFleetFile() throws IOException, SQLException {
        try (GatewayProcess files = GatewayProcess.runComputing(home, "dev", "--only-files", "--devices", "1100")) {
            assertThat(files.exitStatus()).isZero();
        }
        Path made = home.resolve("target/dev");
        assertThat(made.resolve("public.pem")).isReadable();
        assertThat(made.resolve("postgres")).doesNotExist();
        List<String> fleet = Files.readAllLines(made.resolve("fleet.csv"));
        assertThat(fleet).hasSize(1100);
        try (TestDatabase database = TestDatabase.start()) {
            database.execute(text(HOME.resolve("deploy/postgres/demo-devices.sql")));
            Map<String, String> devices = devices(database);
            assertThat(devices).hasSize(20_000);
            assertThat(fleet).allSatisfy(line -> {
                String[] fields = line.split(",");
                assertThat(devices).containsEntry(fields[0], fields[1] + "," + fields[2]);
            });
        }
    }

    private static Map<String, String> devices(TestDatabase database) throws SQLException {
        Map<String, String> devices = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, uid, \"accountId\" FROM dashboard.devices")) {
            while (rows.next()) {
                devices.put(rows.getString(1), rows.getString(2) + "," + rows.getString(3));
            }
        }
        return devices;
    }
}
