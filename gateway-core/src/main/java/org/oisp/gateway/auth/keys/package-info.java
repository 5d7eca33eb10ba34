/**
 * The keys that a token provider publishes: {@link org.oisp.gateway.auth.keys.ProviderKeys} holds the latest and has them fetched;
 * {@link org.oisp.gateway.auth.keys.KeySet} is one immutable version of them. Independent of HTTP.
 */
@NullMarked
package org.oisp.gateway.auth.keys;

import org.jspecify.annotations.NullMarked;
