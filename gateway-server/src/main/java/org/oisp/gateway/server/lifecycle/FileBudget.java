package org.oisp.gateway.server.lifecycle;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.GatewaySettings;
import org.oisp.gateway.server.config.neighbour.NeighbourSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.socket.SocketBounds;

/**
 * Who gets how many of the files that the process may open: docs/decisions/096. Each connection is one, from the moment in which it is
 * accepted to the one in which it is closed. First comes what the process needs for itself, then the management port, and devices have
 * what is left: whatever they do, health and metrics are answered, and the database has its connections.
 *
 * @param limit how many files the process may open
 * @param own those for jars, event loops, the log, and the servers that it works with
 * @param management connections of the management port
 * @param devices sockets of the device port, in whatever state
 * @param refusals of those, the ones that are only answered 503
 * @param wanted connections of the device port by its setting
 */
public record FileBudget(long limit, int own, int management, int devices, int refusals, int wanted) {

    /** Sockets that are open just to be answered 503, where there are files enough. */
    private static final int MAX_REFUSALS = 1_000;

    /** What the JVM has open, console, random numbers and a reserve: such as a heap dump or a library that is loaded late. */
    private static final int RESERVE = 32;

    /** Of epoll: itself, its alarm and its wake-up. */
    private static final int FILES_PER_LOOP = 3;

    /** A pool's connections, and as many again while they are replaced. */
    private static final int FILES_PER_DATABASE = 8 + FILES_PER_LOOP;

    private static final int FILES_OF_REDIS = 24;
    private static final int FILES_OF_KAFKA = 12;
    private static final int FILES_PER_BROKER = 4;
    private static final int FILES_OF_HTTP_CLIENT = 12;

    /** The sockets that listen, and the newest connection of the management port until it has made room. */
    private static final int LISTENING = 3;

    /** With fewer, nothing can be served. */
    private static final int FEWEST = 8;

    private static final String REMEDY = " (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container)";

    /**
     * Shares out the files of this process.
     *
     * @param settings what they are for
     * @return who gets how many
     */
    public static FileBudget of(GatewaySettings settings) {
        return of(settings, limitOfProcess(), jars());
    }

    public static FileBudget of(GatewaySettings settings, long limit, int jars) {
        int own = own(settings, jars);
        long spare = Math.max(0, limit - own);
        int wantedOperators = settings.management().connections().most();
        int management = (int) Math.max(FEWEST, Math.min(wantedOperators, spare / 4));
        int devices = (int) Math.max(FEWEST, Math.min(Integer.MAX_VALUE, spare - management - LISTENING));
        int refusals = Math.max(1, Math.min(MAX_REFUSALS, devices / 8));
        return new FileBudget(
                limit, own, management, devices, refusals, settings.sockets().maxConnections());
    }

    /**
     * How many files this process may open. The JVM has raised its own soft limit to the hard one by now.
     *
     * @return the limit; as many as can be thought of where the system has none or does not tell
     */
    public static long limitOfProcess() {
        long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    /**
     * How many connections of the device port are served at once.
     *
     * @return the setting, or as many as there are files for
     */
    public int connections() {
        return Math.max(1, Math.min(wanted, devices - refusals - 1));
    }

    /**
     * The bounds of the device port.
     *
     * @return what it may have open
     */
    public SocketBounds sockets() {
        String cause = isShort() ? "this process may open " + limit + " files" : Setting.MAX_CONNECTIONS.variable();
        return new SocketBounds(connections(), refusals, devices, cause);
    }

    private boolean isShort() {
        return connections() < wanted;
    }

    /** How many files would do for all connections of the setting. */
    private long needed() {
        return (long) own + LISTENING + wanted + 1 + MAX_REFUSALS + management;
    }

    /**
     * Why nothing can be served with so few files.
     *
     * @return the reason and the remedy, one line; null if something can
     */
    public @Nullable String hopelessness() {
        long least = (long) own + LISTENING + management + devices;
        return limit >= least
                ? null
                : "this process may open " + limit + " files, and needs " + own + " for itself and " + (least - own)
                        + " for connections at the least: allow it " + needed() + REMEDY;
    }

    /**
     * What to say if there are fewer files than the settings let connect.
     *
     * @return what holds instead, and the remedy, one line; null if there are enough
     */
    public @Nullable String shortage() {
        return isShort()
                ? Setting.MAX_CONNECTIONS.variable() + " is " + wanted + ", but this process may open " + limit
                        + " files: " + connections() + " connections are served at once, " + refusals
                        + " more are answered 503, " + management + " are for operators and " + own
                        + " for the process itself; for all of them allow it " + needed()
                        + REMEDY
                : null;
    }

    private static int own(GatewaySettings settings, int jars) {
        NeighbourSettings neighbours = settings.neighbours();
        // Of devices, and one of the management port.
        int loops = Runtime.getRuntime().availableProcessors() + 1;
        KafkaSettings kafka = neighbours.kafka();
        return RESERVE
                + jars
                + FILES_PER_LOOP * loops
                + FILES_PER_DATABASE * (1 + neighbours.replicas().size())
                + (neighbours.redis() == null ? 0 : FILES_OF_REDIS)
                + (kafka == null ? 0 : FILES_OF_KAFKA + FILES_PER_BROKER * brokers(kafka))
                + (neighbours.keycloak() == null ? 0 : FILES_OF_HTTP_CLIENT)
                + (settings.tracing() == null ? 0 : FILES_OF_HTTP_CLIENT);
    }

    private static int brokers(KafkaSettings kafka) {
        return Pattern.compile(",").split(kafka.bootstrapServers()).length;
    }

    /** Each stays open once a class was looked for in it. */
    private static int jars() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .split(System.getProperty("java.class.path", ""))
                .length;
    }
}
