package org.oisp.gateway.auth.token;

import org.jspecify.annotations.Nullable;

/**
 * The content of a valid token.
 *
 * @param subject {@code sub}, or null if there is none
 * @param account the interpretation of {@code accounts[0].id}
 * @param expiresAtMillis {@code exp} in milliseconds since 1970; {@link Long#MAX_VALUE} if it never expires
 */
public record VerifiedToken(@Nullable String subject, AccountClaim account, long expiresAtMillis) {}
