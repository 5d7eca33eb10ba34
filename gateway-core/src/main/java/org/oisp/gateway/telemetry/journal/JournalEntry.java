package org.oisp.gateway.telemetry.journal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceUid;

/**
 * Something that happened. Immutable, and small: it holds on to what its event had, and what others have written in it is made fit to be
 * shown when it is read.
 */
public final class JournalEntry {

    /** What kind of thing happened. */
    public enum EntryKind {
        /** A device was registered. */
        REGISTERED,
        /** A registration was refused. */
        REFUSED,
        /** A device is no longer connected. */
        GONE,
        /** The gateway ended a connection. */
        DROPPED,
        /** An actuation went nowhere. */
        LOST,
        /** A sender was slowed, since it sends faster than its device reads. */
        SLOWED,
        /** An operator's actuation was heard by another instance. */
        FORWARDED,
        /** Something of the gateway itself, or of a server that it works with. */
        SYSTEM;

        /**
         * How it is called among programs.
         *
         * @return its name in lower case
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
    /** An enum's constant or a text: no text is made of it until it is read. */
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
     * Which entry of its journal it is.
     *
     * @return a number, greater than that of every entry before it
     */
    public long sequence() {
        return sequence;
    }

    /**
     * When it happened.
     *
     * @return milliseconds since 1970, by this machine's clock
     */
    public long atMillis() {
        return atMillis;
    }

    /**
     * What kind of thing it is.
     *
     * @return its kind
     */
    public EntryKind kind() {
        return entryKind;
    }

    /**
     * The account of the device.
     *
     * @return null if it is about no device, or its account is not known
     */
    public @Nullable AccountId account() {
        return account;
    }

    /**
     * The id of the device; of a registration that was refused, the one that was claimed.
     *
     * @return fit to be shown; null if it is about no device, or only its key is known
     */
    public @Nullable String device() {
        return deviceId == null ? null : DisplayText.of(deviceId);
    }

    /**
     * The other end of the connection.
     *
     * @return fit to be shown; null if it is about no connection
     */
    public @Nullable String peer() {
        return peer == null ? null : DisplayText.of(peer);
    }

    /**
     * What came of it, or why, in a word: the tag by which meters count it.
     *
     * @return in lower case; null where the kind says all
     */
    public @Nullable String outcome() {
        if (outcome == null) {
            return null;
        }
        return outcome instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : outcome.toString();
    }

    /**
     * The same as a sentence for a person.
     *
     * @return fit to be shown
     */
    public String text() {
        return DisplayText.of(text);
    }

    /** Whether it is about a device, or about somebody who said to be it. */
    boolean isAbout(AccountId itsAccount, String itsId, @Nullable DeviceUid itsUid) {
        if (deviceId == null) {
            return uid != null && uid.equals(itsUid);
        }
        return deviceId.equals(itsId) && (account == null || account.equals(itsAccount));
    }
}
