/**
 * The keys that a provider of tokens publishes: {@link org.oisp.gateway.auth.keys.ProviderKeys} holds the newest that are known and has
 * them fetched; {@link org.oisp.gateway.auth.keys.KeySet} is one state of them. Knows no HTTP.
 */
@NullMarked
package org.oisp.gateway.auth.keys;

import org.jspecify.annotations.NullMarked;
