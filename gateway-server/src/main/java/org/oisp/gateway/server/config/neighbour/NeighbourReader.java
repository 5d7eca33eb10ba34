package org.oisp.gateway.server.config.neighbour;

import java.nio.file.Path;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;

/** Reads where the neighbours are, each in its own way. */
public final class NeighbourReader {

    private NeighbourReader() {}

    /**
     * Reads all of them.
     *
     * @param sources where to read, and where to report what is wrong
     * @param directory what a relative file name is relative to
     * @return the neighbours; not to be used if something was reported
     */
    public static NeighbourSettings read(Sources sources, Path directory) {
        SettingReader settings = sources.settings();
        DatabaseReader.Servers servers = DatabaseReader.read(sources);
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
