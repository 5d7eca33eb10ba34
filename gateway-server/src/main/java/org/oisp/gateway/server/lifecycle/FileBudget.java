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
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.socket.SocketBounds;

/**
 * The division of the process's file descriptors: docs/decisions/096. Each connection takes one, from accept to close. The process itself
 * comes first, then the management port; devices get the rest. So devices cannot take the files that health, metrics and the
 * database's connections need.
 *
 * @param limit maximum number of open files of the process
 * @param process files for jars, event loops, the log, and neighbours
 * @param management connections of the management port
 * @param devices sockets of the device port, in any state
 * @param refusals the part of {@code devices} that is only answered 503
 * @param wanted the configured number of connections of the device port
 */
public record FileBudget(long limit, int process, int management, int devices, int refusals, int wanted) {

    /** Maximum number of sockets that are open only to be answered 503. */
    private static final int MAX_REFUSALS = 1_000;

    /** Files of the JVM, the console and random numbers, and a reserve, for example for a heap dump or a library loaded late. */
    private static final int RESERVE = 32;

    /** Epoll instance, timerfd and eventfd. */
    private static final int FILES_PER_LOOP = 3;

    /** The connections of a pool, twice as many while they are replaced, and its event loop. */
    private static final int FILES_PER_DATABASE = 8 + FILES_PER_LOOP;

    private static final int FILES_OF_REDIS = 24;
    private static final int FILES_OF_KAFKA = 12;
    private static final int FILES_PER_BROKER = 4;
    private static final int FILES_OF_HTTP_CLIENT = 12;

    /** The listening sockets, and the newest management connection until an older one is closed for it. */
    private static final int LISTENING = 3;

    /** The minimum for each port. */
    private static final int FEWEST = 8;

    private static final String REMEDY = " (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container)";

    /**
     * Divides the files of this process.
     *
     * @param settings ports and neighbours
     * @return the division
     */
    public static FileBudget of(GatewaySettings settings) {
        return of(settings, limitOfProcess(), jars());
    }

    public static FileBudget of(GatewaySettings settings, long limit, int jars) {
        int process = filesOfProcess(settings, jars);
        long spare = Math.max(0, limit - process);
        int wantedOperators = settings.management().connections().max();
        int management = (int) Math.max(FEWEST, Math.min(wantedOperators, spare / 4));
        int devices = (int) Math.max(FEWEST, Math.min(Integer.MAX_VALUE, spare - management - LISTENING));
        int refusals = Math.max(1, Math.min(MAX_REFUSALS, devices / 8));
        return new FileBudget(
                limit,
                process,
                management,
                devices,
                refusals,
                settings.sockets().maxConnections());
    }

    /**
     * Returns the file limit of this process. The JVM has raised the soft limit to the hard limit at its start.
     *
     * @return the limit; {@link Long#MAX_VALUE} if there is none or it is unknown
     */
    public static long limitOfProcess() {
        long limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    /**
     * Returns how many connections the device port serves at once.
     *
     * @return the configured number, or fewer if there are too few files
     */
    public int connections() {
        return Math.max(1, Math.min(wanted, devices - refusals - 1));
    }

    /**
     * Returns the limits of the device port.
     *
     * @return the limits, and what caused them
     */
    public SocketBounds sockets() {
        String cause = isShort() ? "this process may open " + limit + " files" : Setting.MAX_CONNECTIONS.variable();
        return new SocketBounds(connections(), refusals, devices, cause);
    }

    private boolean isShort() {
        return connections() < wanted;
    }

    /** Returns how many files the configured number of connections needs. */
    private long needed() {
        return (long) process + LISTENING + wanted + 1 + MAX_REFUSALS + management;
    }

    /**
     * Returns why the file limit is too low to serve anything.
     *
     * @return reason and remedy in one line; null if the limit suffices
     */
    public @Nullable String hopelessness() {
        long min = (long) process + LISTENING + management + devices;
        return limit >= min
                ? null
                : "this process may open " + limit + " files, and needs " + process + " for itself and "
                        + (min - process) + " for connections at least: allow it " + needed() + REMEDY;
    }

    /**
     * Returns a warning if the file limit allows fewer connections than configured.
     *
     * @return the effective numbers and the remedy in one line; null if there are enough files
     */
    public @Nullable String shortage() {
        return isShort()
                ? Setting.MAX_CONNECTIONS.variable() + " is " + wanted + ", but this process may open " + limit
                        + " files: " + connections() + " connections are served at once, " + refusals
                        + " more are answered 503, " + management + " are for operators and " + process
                        + " for the process itself; for all of them allow it " + needed()
                        + REMEDY
                : null;
    }

    private static int filesOfProcess(GatewaySettings settings, int jars) {
        NeighbourSettings neighbours = settings.neighbours();
        // The loops of the device port, and one of the management port.
        int loops = Runtime.getRuntime().availableProcessors() + 1;
        KafkaSettings kafka = neighbours.kafka();
        return RESERVE
                + jars
                + FILES_PER_LOOP * loops
                + FILES_PER_DATABASE * (1 + neighbours.replicas().size())
                + redis(neighbours.redis())
                + (kafka == null ? 0 : FILES_OF_KAFKA + FILES_PER_BROKER * brokers(kafka))
                + (neighbours.keycloak() == null ? 0 : FILES_OF_HTTP_CLIENT)
                + (settings.operations().tracing() == null ? 0 : FILES_OF_HTTP_CLIENT);
    }

    /** While connections are replaced there are twice as many. */
    private static int redis(@Nullable RedisSettings redis) {
        return redis == null ? 0 : FILES_OF_REDIS + 2 * redis.place().asked();
    }

    private static int brokers(KafkaSettings kafka) {
        return Pattern.compile(",").split(kafka.bootstrapServers()).length;
    }

    /** Returns the number of jars. Each stays open after a class was searched in it. */
    private static int jars() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .split(System.getProperty("java.class.path", ""))
                .length;
    }
}
