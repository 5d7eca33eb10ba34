package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.secret.Password;

/**
 * A text that is never shown.
 *
 * @param least the minimum length, in characters
 */
public record SecretKind(int least) implements SettingKind<Password> {

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
     * @param least the minimum length, in characters
     * @return the kind
     */
    public static SecretKind secret(int least) {
        return new SecretKind(least);
    }

    @Override
    public @Nullable Password parse(String text) {
        return text.length() < least ? null : new Password(text);
    }

    @Override
    public String wrong(String text) {
        return "is shorter than " + least + " characters; take as much as openssl rand -hex 32 makes";
    }

    @Override
    public String allowed() {
        return least == 0 ? "secret" : "secret of " + least + " characters or more";
    }

    @Override
    public boolean isSecret() {
        return true;
    }
}
