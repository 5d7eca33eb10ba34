package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.secret.Password;

/**
 * A text that is never shown.
 *
 * @param min the minimum length, in characters
 */
public record SecretKind(int min) implements SettingKind<Password> {

    /**
     * Returns a password that others have chosen, of any length.
     *
     * @return the kind
     */
    public static SecretKind secret() {
        return new SecretKind(0);
    }

    /**
     * Returns a secret that must not be found by trial.
     *
     * @param min the minimum length, in characters
     * @return the kind
     */
    public static SecretKind secret(int min) {
        return new SecretKind(min);
    }

    @Override
    public @Nullable Password parse(String text) {
        return text.length() < min ? null : new Password(text);
    }

    @Override
    public String wrong(String text) {
        return "is shorter than " + min + " characters; use the output of openssl rand -hex 32";
    }

    @Override
    public String allowed() {
        return min == 0 ? "secret" : "secret of " + min + " characters or more";
    }

    @Override
    public boolean isSecret() {
        return true;
    }
}
