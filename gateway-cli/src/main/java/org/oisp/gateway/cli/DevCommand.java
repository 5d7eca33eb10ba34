package org.oisp.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cli.client.GatewayUrl;
import org.oisp.gateway.cli.dev.DevEnvironment;
import org.oisp.gateway.cli.dev.DevFiles;
import org.oisp.gateway.server.GatewayServer;
import org.oisp.gateway.server.command.ExitStatus;
import org.oisp.gateway.server.command.Foreground;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@code gateway dev}: database, demo devices, keys and gateway on one machine, without set-up. */
@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = {
            "Runs everything on this machine without any setup: a database, demo devices, keys, the gateway.",
            "",
            "Variables GATEWAY_* apply, such as GATEWAY_PORT."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway dev                          ten demo devices",
            "  ./gateway dev --devices 5000           for `./gateway fleet --devices 5000`",
            "  GATEWAY_PORT=0 GATEWAY_MANAGEMENT_PORT=0 ./gateway dev     on free ports"
        })
final class DevCommand implements Callable<Integer> {

    private static final int MAX_DEVICES = 1_000_000;
    private static final Pattern DEMO = Pattern.compile("VCAP_.*|OISP_.*|GATEWAY_(DATABASE|SENDER)_.*");

    @Option(names = "--devices", paramLabel = "N", defaultValue = "10", description = "demo devices (${DEFAULT-VALUE})")
    private int devices;

    @Option(
            names = "--only-files",
            description = "makes the keys and the file of demo devices with their tokens, and starts nothing")
    private boolean onlyFiles;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (devices < 1 || devices > MAX_DEVICES) {
            throw new ParameterException(spec.commandLine(), "--devices takes a number from 1 to " + MAX_DEVICES);
        }
        PrintWriter out = spec.commandLine().getOut();
        DevFiles files = DevFiles.ofCheckout();
        Consumer<String> progress = line -> {
            out.println(line);
            out.flush();
        };
        if (onlyFiles) {
            try (DevEnvironment environment = new DevEnvironment(files)) {
                environment.makeFiles(devices, progress);
            }
            out.println(devices + " demo devices and their tokens are in " + files.fleet());
            return 0;
        }
        if (!DevEnvironment.hasDatabase()) {
            spec.commandLine()
                    .getErr()
                    .println("this installation includes no database: use `serve`, or `./gateway dev` in a checkout");
            return 1;
        }
        Foreground foreground = new Foreground();
        DevEnvironment environment = new DevEnvironment(files);
        // Registered before the start, so that an interrupted start also stops what it has started.
        foreground.closeLast(environment::close);
        try {
            environment.start(devices, progress);
        } catch (IOException | RuntimeException failed) {
            if (foreground.isEnding()) {
                // A signal ended the start: not a failure.
                return 0;
            }
            throw failed;
        }
        PrintWriter err = spec.commandLine().getErr();
        GatewaySettings settings;
        try {
            settings = settings(environment);
        } catch (ConfigurationException unusable) {
            unusable.problems().forEach(err::println);
            return ExitStatus.CONFIGURATION;
        }
        LogOutput.apply(
                settings.operations().logs(), settings.registration().ledger().server());
        TlsSettings tls = settings.sockets().tls();
        return foreground.run(settings, err, gateway -> explain(out, gateway, tls, environment, files));
    }

    private static GatewaySettings settings(DevEnvironment environment) throws ConfigurationException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        // The demo's own values replace these.
        variables.keySet().removeIf(variable -> DEMO.matcher(variable).matches());
        variables.putAll(environment.variables());
        // No load balancer has to notice the drain.
        variables.putIfAbsent(Setting.DRAIN_GRACE.variable(), "0s");
        // Nor to wait until it is ready.
        variables.putIfAbsent(Setting.WARM_UP.variable(), "0s");
        return Configuration.read(variables, Path.of(""));
    }

    private void explain(
            PrintWriter out,
            GatewayServer.Running gateway,
            @Nullable TlsSettings tls,
            DevEnvironment environment,
            DevFiles files) {
        String url = (tls == null ? "ws" : "wss") + "://127.0.0.1:" + gateway.port() + "/";
        String option = url.equals(GatewayUrl.DEFAULT) ? "" : " --url " + url;
        if (tls != null) {
            option += " --ca " + tls.files().certificate().path();
        }
        out.println();
        out.printf("  Gateway     %s  (%d demo devices in %s)%n", url, devices, files.fleet());
        out.printf("  Watch it    http://127.0.0.1:%d/%n", gateway.managementPort());
        out.printf("  Operators   http://127.0.0.1:%d/health/ready  and  /metrics%n", gateway.managementPort());
        out.printf("  Database    %s%n", environment.databaseUrl());
        out.printf("  Next        ./gateway device%s            a device, in a second terminal%n", option);
        out.printf("              ./gateway actuate%s LED=1     sends it an actuation, in a third%n", option);
        out.printf(
                "              ./gateway fleet%s --devices %d --rate %d --duration 2m     all of them, with load%n",
                option, devices, Math.min(500, Math.max(10, devices / 10)));
        out.printf(
                "              ./gateway database stop         kills the database, ./gateway database start brings it back%n");
        out.printf("  Ctrl-C stops everything.%n");
        out.println();
        out.flush();
    }
}
