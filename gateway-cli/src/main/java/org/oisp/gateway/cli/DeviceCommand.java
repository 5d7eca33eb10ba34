package org.oisp.gateway.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.client.FirstConnection;
import org.oisp.gateway.cli.client.FleetOption;
import org.oisp.gateway.cli.client.GatewayUrl;
import org.oisp.gateway.cli.client.InputFiles;
import org.oisp.gateway.cli.client.ShutdownCloser;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.client.Actuation;
import org.oisp.gateway.client.ClientState;
import org.oisp.gateway.client.ConnectionEnd;
import org.oisp.gateway.client.DeviceClient;
import org.oisp.gateway.client.HandlerResult;
import org.oisp.gateway.client.TokenSource;
import org.oisp.gateway.server.logging.LogOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Runs {@code gateway device}, a device in the terminal. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description = {
            "Acts as a device: registers and prints each actuation. Reconnects by itself when its connection ends.",
            "",
            "Without --token it is one of the demo devices of `gateway dev`."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway device                               the first demo device",
            "  ./gateway device example007 --count 1          another one, until one actuation has arrived",
            "  ./gateway device --ack                         one that reports, for receipts \"completed\"",
            "  ./gateway device d1 --token d1.jwt --url wss://gateway.example/   with its own token, which is read again at each reconnect"
        })
final class DeviceCommand implements Callable<Integer> {

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    @Mixin
    private final GatewayUrl url = new GatewayUrl();

    @Mixin
    private final FleetOption fleet = new FleetOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DEVICE",
            description = "the device's id (the first demo device)")
    private @Nullable String deviceId;

    @Option(names = "--token", paramLabel = "FILE", description = "a file with the device's token")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ack",
            description =
                    "tells the sender of each actuation that it was printed; with --token it also reads the file again before"
                            + " the token ends, and sends the new one")
    private boolean ack;

    @Option(names = "--count", paramLabel = "N", description = "ends after N actuations")
    private @Nullable Integer count;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    /** A change of the device's state or an actuation, in the order in which they occur. */
    private sealed interface Event {
        record Changed(ClientState state) implements Event {}

        /** The client delivers the next actuation when {@code printed} completes. */
        record Actuated(Actuation actuation, MonoSink<HandlerResult> printed) implements Event {}
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        if (count != null && count < 1) {
            throw new ParameterException(spec.commandLine(), "--count takes a number from 1");
        }
        DeviceLogin deviceLogin = registration();
        LogOutput.silenceLibraries();
        DeviceClient device = client(
                deviceLogin, actuation -> Mono.create(printed -> events.add(new Event.Actuated(actuation, printed))));
        Disposable watching = device.states().subscribe(state -> events.add(new Event.Changed(state)));
        device.start();
        ShutdownCloser goodbye = new ShutdownCloser(device::close, device.ended());
        try {
            return listen(deviceLogin.deviceId);
        } finally {
            watching.dispose();
            goodbye.leave();
        }
    }

    private DeviceClient client(DeviceLogin login, Function<Actuation, Mono<HandlerResult>> handler)
            throws CommandException {
        return ack
                ? DeviceClient.reporting(url.endpoint(), login.deviceId, login.tokens, handler)
                : DeviceClient.withFlow(
                        url.endpoint(),
                        login.deviceId,
                        login.tokens,
                        actuation -> handler.apply(actuation).then());
    }

    private record DeviceLogin(String deviceId, TokenSource tokens) {}

    private DeviceLogin registration() throws IOException, CommandException {
        Path file = tokenFile;
        if (file == null) {
            FleetFileEntry device = fleet.find(deviceId, "--token");
            return new DeviceLogin(device.device().id().value(), TokenSource.fixed(device.token()));
        }
        if (deviceId == null) {
            throw new ParameterException(spec.commandLine(), "--token needs the device's id");
        }
        InputFiles.refuseEmpty(file, InputFiles.text(file));
        return new DeviceLogin(deviceId, TokenSource.of(() -> {
            try {
                return InputFiles.text(file);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            } catch (CommandException unusable) {
                throw new IllegalStateException(unusable.getMessage(), unusable);
            }
        }));
    }

    private int listen(String id) throws InterruptedException, CommandException {
        PrintWriter out = spec.commandLine().getOut();
        int registrations = 0;
        int actuations = 0;
        // The reader of the output may have closed the pipe.
        while (!out.checkError()) {
            Event event = events.take();
            if (event instanceof Event.Actuated actuated) {
                out.println(line(actuated.actuation()));
                actuated.printed().success(HandlerResult.SUCCEEDED);
                actuations++;
                if (count != null && actuations >= count) {
                    out.flush();
                    return 0;
                }
            } else if (event instanceof Event.Changed changed) {
                if (changed.state() instanceof ClientState.Connected) {
                    registered(id, ++registrations);
                } else if (hasEnded(changed.state(), registrations)) {
                    return 1;
                }
            }
        }
        return 0;
    }

    /** Returns an actuation as it came. */
    private static String line(Actuation actuation) {
        String id = actuation.id();
        String member = id == null
                ? ""
                : ",\"id\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(id)) + "\"";
        return "{\"code\":1024" + member + ",\"content\":" + actuation.body() + "}";
    }

    private void registered(String id, int registrations) throws CommandException {
        if (registrations == 1) {
            spec.commandLine()
                    .getOut()
                    .println("registered as " + id + " at " + url.get() + "; waiting for actuations");
        } else {
            note("registered again as " + id);
        }
    }

    /** Prints why the connection ended. Returns true if the command must end. */
    private boolean hasEnded(ClientState state, int registrations) throws CommandException {
        if (state instanceof ClientState.Ended ended) {
            if (ended.why().endKind() == ConnectionEnd.EndKind.CLOSED_LOCALLY) {
                // A signal is ending the process.
                return true;
            }
            note(
                    registrations == 0
                            ? FirstConnection.describe(url.get(), ended.why())
                            : "connection ended: " + why(ended.why()));
            return true;
        }
        if (state instanceof ClientState.Waiting waiting) {
            if (registrations == 0) {
                note(FirstConnection.describe(url.get(), waiting.why()));
                return true;
            }
            note("connection ended: %s; tries again in %.1f s"
                    .formatted(why(waiting.why()), waiting.delay().toMillis() / 1000.0));
        }
        return false;
    }

    private static String why(ConnectionEnd connectionEnd) {
        return connectionEnd.endKind() == ConnectionEnd.EndKind.TAKEN_OVER
                ? connectionEnd.describe() + ": the device has connected elsewhere"
                : connectionEnd.describe();
    }

    private void note(String line) {
        spec.commandLine().getErr().println(line);
    }
}
