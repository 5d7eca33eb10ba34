package org.oisp.gateway.server.secret;

/**
 * A password; {@link #toString} hides it.
 *
 * @param value the plain password
 */
public record Password(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
