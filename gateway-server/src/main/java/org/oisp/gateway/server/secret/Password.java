package org.oisp.gateway.server.secret;

/**
 * A password, which its text form does not show.
 *
 * @param value the password itself
 */
public record Password(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
