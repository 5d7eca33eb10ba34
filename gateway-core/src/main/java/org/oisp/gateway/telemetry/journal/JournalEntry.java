package org.oisp.gateway.telemetry.journal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceUid;

/**
 * A journal entry. Immutable and small: keeps references to the event's values, and makes untrusted text safe to display only when it is
 * read.
 */
public final class JournalEntry {

    /** The kind of event. */
    public enum EntryKind {
        /** A device registered. */
        REGISTERED,
        /** A registration was refused. */
        REFUSED,
        /** A device disconnected. */
        GONE,
        /** The gateway closed a connection. */
        DROPPED,
        /** An actuation was not delivered. */
        LOST,
        /** A sender was slowed down, since it sends faster than the device reads. */
        SLOWED,
        /** Another instance received an operator's actuation. */
        FORWARDED,
        /** An event of the gateway itself or of a neighbour. */
        SYSTEM;

        /**
         * Returns the tag for meters and the API.
         *
         * @return the name in lower case
         */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final EntryKind entryKind;
    private final long sequence;
    private final long atMillis;
    private final @Nullable DeviceUid uid;
    private final @Nullable AccountId account;
    private final @Nullable String deviceId;
    private final @Nullable String peer;
    /** An enum constant or a string; converted to text only when read. */
    private final @Nullable Object outcome;

    private final String text;

    JournalEntry(
            long sequence,
            long atMillis,
            EntryKind entryKind,
            JournalSubject subject,
            @Nullable String peer,
            @Nullable Object outcome,
            String text) {
        this.sequence = sequence;
        this.atMillis = atMillis;
        this.entryKind = entryKind;
        this.uid = subject.uid();
        this.account = subject.account();
        this.deviceId = subject.deviceId();
        this.peer = peer;
        this.outcome = outcome;
        this.text = text;
    }

    /**
     * Returns the sequence number in its journal.
     *
     * @return greater than that of every earlier entry
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns the time of the event.
     *
     * @return milliseconds since 1970, by this machine's clock
     */
    public long atMillis() {
        return atMillis;
    }

    /**
     * Returns the kind of event.
     *
     * @return its kind
     */
    public EntryKind kind() {
        return entryKind;
    }

    /**
     * Returns the account of the device.
     *
     * @return null if the entry is about no device, or the account is unknown
     */
    public @Nullable AccountId account() {
        return account;
    }

    /**
     * Returns the id of the device; for a refused registration, the claimed id.
     *
     * @return safe to display; null if the entry is about no device, or only its key is known
     */
    public @Nullable String device() {
        return deviceId == null ? null : DisplayText.of(deviceId);
    }

    /**
     * Returns the peer of the connection.
     *
     * @return safe to display; null if the entry is about no connection
     */
    public @Nullable String peer() {
        return peer == null ? null : DisplayText.of(peer);
    }

    /**
     * Returns the outcome or reason: the tag that meters use.
     *
     * @return in lower case; null if the kind says everything
     */
    public @Nullable String outcome() {
        if (outcome == null) {
            return null;
        }
        return outcome instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : outcome.toString();
    }

    /**
     * Returns the event as a sentence for operators.
     *
     * @return safe to display
     */
    public String text() {
        return DisplayText.of(text);
    }

    /** Returns whether the entry is about a device, or about a peer that claimed to be it. */
    boolean isAbout(AccountId itsAccount, String itsId, @Nullable DeviceUid itsUid) {
        if (deviceId == null) {
            return uid != null && uid.equals(itsUid);
        }
        return deviceId.equals(itsId) && (account == null || account.equals(itsAccount));
    }
}
