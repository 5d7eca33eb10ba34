package org.oisp.gateway.cli;

import java.nio.file.Path;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PrivateKeyFile;
import org.oisp.gateway.auth.token.PublicKeyFile;
import org.oisp.gateway.cli.client.CommandException;
import org.oisp.gateway.cli.dev.DevFiles;
import org.oisp.gateway.cli.dev.DeviceTokens;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs {@code gateway token}, which makes a device token. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Makes a device token (a JWT, RS256) and prints it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway token d1 --account c4715841-bb1e-4c87-ad78-2376fe596a11 > d1.jwt",
            "  ./gateway token d1 --account c4715841-bb1e-4c87-ad78-2376fe596a11 --key private.pem --days 30"
        })
final class TokenCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "DEVICE", description = "the device's id")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String deviceId;

    @Option(names = "--account", required = true, paramLabel = "UUID", description = "the account it belongs to")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private UUID account;

    @Option(names = "--key", paramLabel = "FILE", description = "an RSA private key, PEM (target/dev/private.pem)")
    private @Nullable Path key;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "how long it is valid (${DEFAULT-VALUE})")
    private int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws InvalidKeyFileException, CommandException {
        if (days < 1 || days > 36_500) {
            throw new ParameterException(spec.commandLine(), "--days takes a number from 1 to 36500");
        }
        DeviceId device = new DeviceId(deviceId);
        if (deviceId.isEmpty() || !device.storable()) {
            throw new ParameterException(
                    spec.commandLine(), "DEVICE takes an id of 1 to " + DeviceId.MAX_LENGTH + " characters");
        }
        Path file = key == null ? DevFiles.ofCheckout().privateKey() : key;
        RSAPrivateKey signing = PrivateKeyFile.read(file);
        int bits = signing.getModulus().bitLength();
        if (bits < PublicKeyFile.MIN_KEY_BITS) {
            throw new CommandException(
                    file + ": holds a key of " + bits + " bits; at least " + PublicKeyFile.MIN_KEY_BITS + " are needed",
                    null);
        }
        DeviceTokens tokens = new DeviceTokens(signing, Duration.ofDays(days));
        spec.commandLine().getOut().println(tokens.make(device, new AccountId(account)));
        return 0;
    }
}
