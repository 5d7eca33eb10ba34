/** Keys for the tokens of a Keycloak realm, or of any other OpenID Connect provider. */
@NullMarked
package org.oisp.gateway.server.keycloak;

import org.jspecify.annotations.NullMarked;
