package org.oisp.gateway.server;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.oisp.gateway.auth.database.ServerColumnTooNarrowException;
import org.oisp.gateway.database.DatabaseRefusal;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.neighbour.RefusedSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.database.PostgresSettings.DatabaseHost;

/** Says that the gateway cannot start as configured. The message names the setting, the problem and the remedy. */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartupException(String setting, String what, Throwable cause) {
        super(setting + ": " + what, cause);
    }

    private StartupException(String setting, String what) {
        super(setting + ": " + what);
    }

    /**
     * Creates the exception for a file limit that is too low.
     *
     * @param why what is missing, and the remedy
     */
    static StartupException tooFewFiles(String why) {
        return new StartupException(Setting.MAX_CONNECTIONS.variable(), why);
    }

    /**
     * Translates a TLS or database error of the start into the setting that caused it.
     *
     * @param error the error
     * @param settings the configuration
     * @param database host and port of the database
     * @return an exception that names the setting; the error itself if no setting is to blame
     */
    static Throwable misconfigured(Throwable error, GatewaySettings settings, String database) {
        if (error instanceof UnusableFileException unusable) {
            return new StartupException(unusable.setting(), unusable.problem(), unusable);
        }
        if (error instanceof ServerColumnTooNarrowException misfit) {
            return new StartupException(
                    Setting.ADVERTISED_SERVER.variable(), misfit.getMessage() + "; set a shorter one", misfit);
        }
        DatabaseRefusal refusal = DatabaseRefusal.of(error);
        if (refusal == null) {
            return error;
        }
        String what = switch (refusal) {
            case HOST -> "unknown host \"" + names(settings.neighbours().database()) + "\"";
            case CREDENTIALS, ACCESS, DATABASE, POOLER, POOLER_MODE, TLS_REQUIRED, CLIENT_CERTIFICATE ->
                "PostgreSQL at " + database + " refuses: " + FailureReason.of(error);
            case TLS_UNSUPPORTED, CHANNEL_BINDING, AUTHORITY, SERVER_NAME ->
                "PostgreSQL at " + database + " is not used: " + FailureReason.of(error);
        };
        return new StartupException(
                settings.report().place(RefusedSetting.of(refusal)),
                what + "; correct it, then verify it with `gateway check`",
                error);
    }

    private static String names(PostgresSettings database) {
        return database.hosts().stream().map(DatabaseHost::host).collect(Collectors.joining(","));
    }

    /**
     * Creates the exception for a port that cannot be bound.
     *
     * @param port the setting to blame, unless the address is wrong
     * @param host the setting to blame for an unknown address or one of another machine
     * @param error the bind error; its last cause has the most detail
     */
    static StartupException cannotListen(String port, String host, Throwable error) {
        Throwable root = rootOf(error);
        String why = Objects.requireNonNullElse(root.getMessage(), "");
        String there = "cannot listen there: " + error.getMessage();
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return new StartupException(host, there + ": unknown host", error);
        }
        if (why.contains("assign requested address")) {
            return new StartupException(host, there + ": the address does not belong to this machine", error);
        }
        return new StartupException(port, root == error ? there : there + ": " + reason(why), error);
    }

    /** Returns the last cause. */
    private static Throwable rootOf(Throwable error) {
        Throwable root = error;
        // Causes may form a cycle.
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    /** Returns a remedy for a port in use; otherwise Netty's text. */
    private static String reason(String why) {
        return why.contains("already in use") ? "another process does; stop it, or use another port" : why;
    }
}
