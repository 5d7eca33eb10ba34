package org.oisp.gateway.server.config;

import java.util.Locale;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.SocketSettings;

/**
 * Reads how much memory peers may occupy, and checks that the heap holds this beside everything else that settings bound. The figures
 * are derived in docs/operating.md, section "Memory".
 */
final class MemoryReader {

    private static final double MEGABYTE = 1024 * 1024;

    /** Bytes of the gateway without connections: 30 MB after a collection, and room until the next. */
    private static final long BASE = 48L * 1024 * 1024;

    /** Bytes of a connection with its session, its device and a registration under way. */
    private static final long CONNECTION = 6_500;

    /** Event loops assumed to process a message of the maximum length at the same moment. */
    private static final int MAX_AT_WORK = 4;

    private static final long JOURNAL_ENTRY = 2 * 250;
    private static final long TOKEN = 200;
    private static final long ROUTE = 200;
    private static final long CONNECTION_EVENT = 300;
    /** Bytes of an actuation that was posted to the API, of 400 to 550 as ids are long. */
    private static final long RECORD = 500;
    /** Bytes of a device that is expected back. */
    private static final long EXPECTED = 320;

    private final SettingReader settings;
    private final ConfigurationFindings configurationFindings;
    private final long heap;
    private final long min;
    private final double share;
    private final double strangers;
    private final MemorySettings memory;

    /**
     * Reads the settings.
     *
     * @param heap maximum heap, in bytes
     * @param direct maximum direct memory for buffers, in bytes
     */
    MemoryReader(SettingReader settings, ConfigurationFindings configurationFindings, long heap, long direct) {
        this.settings = settings;
        this.configurationFindings = configurationFindings;
        this.heap = heap;
        share = settings.share(Setting.MEMORY_SHARE);
        strangers = settings.share(Setting.UNREGISTERED_MEMORY_SHARE);
        if (strangers > share) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.UNREGISTERED_MEMORY_SHARE.variable()),
                    "is more than " + Setting.MEMORY_SHARE.variable() + ", of which it is a part");
        }
        min = Math.min(heap, direct);
        memory = new MemorySettings(
                (long) (share * min), (long) (strangers * min), settings.duration(Setting.MESSAGE_TIMEOUT));
    }

    MemorySettings memory() {
        return memory;
    }

    /** Checks that the longest message and a full mailbox fit into the memory bounds. */
    void check(SocketSettings sockets, MailboxSettings mailboxes) {
        fits(Setting.MAX_MESSAGE_BYTES, sockets.maxMessageBytes(), Setting.UNREGISTERED_MEMORY_SHARE, strangers);
        fits(Setting.MAILBOX_BYTES, mailboxes.bytes(), Setting.MEMORY_SHARE, share);
    }

    /** Allows half of a bound, or else a single peer could use it up and cause other peers to be disconnected. */
    private void fits(Setting setting, long bytes, Setting bound, double part) {
        long half = (long) (part * min / 2);
        if (bytes > half && !configurationFindings.isWrong(setting.variable())) {
            configurationFindings.problem(
                    ValueOrigin.of(setting.variable()),
                    "is " + megabytes(bytes) + ", more than half of what " + bound.variable() + " leaves: " + part
                            + " of " + megabytes(min) + (min < heap ? " of direct memory" : " of heap") + " is "
                            + megabytes(2 * half));
        }
    }

    /**
     * Returns the settings with the bound of connections: the configured one if the heap holds it; by default at most what it holds.
     *
     * @return the given settings, or a copy with a lower bound
     */
    SocketSettings connections(SocketSettings sockets, Tables tables, int loops) {
        if (configurationFindings.isWrong(Setting.MAX_MESSAGE_BYTES.variable())) {
            // An invalid message length makes the calculation meaningless.
            return sockets;
        }
        int working = Math.min(loops, MAX_AT_WORK);
        long atWork = 2L * working * sockets.maxMessageBytes();
        // Only devices fill these tables; by default each connection is counted with one entry.
        boolean tokensGiven = settings.isSet(Setting.REMEMBERED_TOKENS);
        boolean routesGiven = settings.isSet(Setting.REMEMBERED_ROUTES);
        long expected = tables.expected() == 0 ? 0 : EXPECTED;
        long each =
                CONNECTION + (tokensGiven ? 0 : TOKEN) + (routesGiven || tables.routes() == 0 ? 0 : ROUTE) + expected;
        long kept = tables.bytes(tokensGiven, routesGiven);
        long rest = heap - BASE - memory.bytes() - kept - atWork;
        long fit = Math.max(0, rest / each);
        if (fit > tables.expected()) {
            // No more devices are expected back than that.
            fit = (rest - tables.expected() * expected) / (each - expected);
        }
        String arithmetic = String.format(
                Locale.ROOT,
                "heap %s = %s for the gateway itself + %s that peers may make it hold (%s) + %s for tables (%s) + %s for %d messages"
                        + " in progress + %s left for connections, %d bytes each",
                megabytes(heap),
                megabytes(BASE),
                megabytes(memory.bytes()),
                Setting.MEMORY_SHARE.variable(),
                megabytes(kept),
                tables.names(tokensGiven, routesGiven),
                megabytes(atWork),
                2 * working,
                megabytes(rest),
                each);
        boolean isConfigured = settings.isSet(Setting.MAX_CONNECTIONS);
        if (fit < 1 || (isConfigured && sockets.maxConnections() > fit)) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.MAX_CONNECTIONS.variable()),
                    "is " + sockets.maxConnections() + ", and the memory suffices for " + fit + ": " + arithmetic);
            return sockets;
        }
        if (sockets.maxConnections() <= fit) {
            return sockets;
        }
        int bound = (int) fit;
        settings.show(Setting.MAX_CONNECTIONS, Integer.toString(bound), EffectiveSetting.DEFAULT);
        configurationFindings.note(
                Setting.MAX_CONNECTIONS.variable() + " is " + bound + ", the maximum for this memory: " + arithmetic);
        return sockets.withMaxConnections(bound);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }

    /**
     * Sizes of tables whose memory does not depend on the number of connections.
     *
     * @param journal entries of the journal
     * @param tokens remembered tokens
     * @param routes remembered routes; 0 without Redis
     * @param connectionEvents entries that may wait for the Redis stream; 0 without a stream
     * @param records remembered actuations that were posted to the API
     * @param expected the most devices that are expected back, if there are as many connections; 0 without a reconnect hold
     */
    record Tables(long journal, long tokens, long routes, long connectionEvents, long records, long expected) {
        long bytes(boolean withTokens, boolean withRoutes) {
            return journal * JOURNAL_ENTRY
                    + (withTokens ? tokens * TOKEN : 0)
                    + (withRoutes ? routes * ROUTE : 0)
                    + connectionEvents * CONNECTION_EVENT
                    + records * RECORD;
        }

        String names(boolean withTokens, boolean withRoutes) {
            return Setting.JOURNAL_ENTRIES.variable()
                    + ", "
                    + Setting.ACTUATION_RECORDS.variable()
                    + (withTokens ? ", " + Setting.REMEMBERED_TOKENS.variable() : "")
                    + (withRoutes && routes > 0 ? ", " + Setting.REMEMBERED_ROUTES.variable() : "")
                    + (connectionEvents == 0 ? "" : ", " + Setting.REDIS_EVENTS_WAITING.variable());
        }
    }
}
