package org.oisp.gateway.session;

/** What becomes of the connection of a device whose token ends. */
public enum ExpiredTokens {
    /** It stays open, as with the original gateway. */
    KEEP,
    /** It is closed. */
    CLOSE
}
