package org.oisp.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.dev.DevEnvironment;
import org.oisp.gateway.cli.dev.DevFiles;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.client.ActuationSender;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.DeviceClient;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.client.TokenSource;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.setting.Setting;
import picocli.CommandLine.Command;

/**
 * Runs {@code gateway rehearse}: a start, a device, a scrape and a stop, without a database. With {@code -XX:ArchiveClassesAtExit} the JVM
 * archives the classes that this loads (CDS), which speeds up later starts; builds run it once.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Starts, serves and stops once, so that the JVM can record the classes for later starts.")
final class RehearseCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException, ConfigurationException {
        DevFiles files = new DevFiles(Files.createTempDirectory("gateway-rehearsal"));
        try (DevEnvironment environment = new DevEnvironment(files)) {
            environment.makeFiles(1, line -> {});
            GatewayServer.Running gateway = new GatewayServer(Configuration.read(variables(files), Path.of("")))
                    .start()
                    .block(TIMEOUT);
            if (gateway == null) {
                throw new CommandException("the gateway did not start", null);
            }
            try {
                serve(gateway, files);
                DriverClasses.load();
            } finally {
                gateway.stop().block(TIMEOUT);
            }
        } finally {
            delete(files.directory());
        }
        return 0;
    }

    /** Connects a sender and a device. No server listens on the database's port: the device gets 500, by the same code path as 200. */
    private void serve(GatewayServer.Running gateway, DevFiles files) throws IOException, InterruptedException {
        FleetFileEntry demo = FleetFileEntry.find(files.fleet(), null);
        GatewayEndpoint endpoint = GatewayEndpoint.at(URI.create("ws://127.0.0.1:" + gateway.port() + "/"))
                .build();
        try (ActuationSender sender =
                ActuationSender.of(endpoint, DevEnvironment.SENDER, DevEnvironment.SENDER_PASSWORD)) {
            sender.start();
            sender.connected().then(sender.settled()).block(TIMEOUT);
        }
        if (demo != null) {
            String id = demo.device().id().value();
            try (DeviceClient device =
                    DeviceClient.of(endpoint, id, TokenSource.fixed(demo.token()), actuation -> {})) {
                device.start();
                device.states()
                        .filter(state -> !(state instanceof ClientState.Connecting))
                        .next()
                        .then()
                        .block(TIMEOUT);
            }
        }
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static Map<String, String> variables(DevFiles files) {
        return Map.of(
                Setting.DATABASE_HOST.variable(), "127.0.0.1",
                Setting.DATABASE_PORT.variable(), "1",
                Setting.DATABASE_NAME.variable(), "none",
                Setting.DATABASE_USER.variable(), "nobody",
                Setting.DATABASE_PASSWORD.variable(), "none",
                Setting.SENDER_USERNAME.variable(), DevEnvironment.SENDER,
                Setting.SENDER_PASSWORD.variable(), DevEnvironment.SENDER_PASSWORD,
                Setting.PUBLIC_KEY.variable(), files.publicKey().toString(),
                Setting.PORT.variable(), "0",
                Setting.MANAGEMENT_PORT.variable(), "0");
    }
}
