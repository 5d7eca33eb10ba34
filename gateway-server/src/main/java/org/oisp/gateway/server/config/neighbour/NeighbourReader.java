package org.oisp.gateway.server.config.neighbour;

import java.nio.file.Path;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;

/** Entry point to the readers of the neighbours' settings. */
public final class NeighbourReader {

    private NeighbourReader() {}

    /**
     * Reads the settings of all neighbours.
     *
     * @param sources where to read, and where to report problems
     * @param directory base of relative file names
     * @return the neighbours; not to be used if a problem was reported
     */
    public static NeighbourSettings read(Sources sources, Path directory) {
        SettingReader settings = sources.settings();
        DatabaseReader.Servers servers = DatabaseReader.read(sources, directory);
        return new NeighbourSettings(
                servers.primary(),
                servers.replicas(),
                new ReplicaSettings(
                        settings.duration(Setting.REPLICA_TIMEOUT), settings.duration(Setting.REPLICA_RETRY)),
                RedisReader.read(sources, directory),
                KafkaReader.read(sources),
                KeycloakReader.read(sources));
    }
}
