/**
 * Decides who may register: {@link org.oisp.gateway.auth.Authenticator} verifies the token and has the binding row written. The database is
 * accessed through {@link org.oisp.gateway.auth.BindingLedger}, and for lookups through {@link org.oisp.gateway.auth.DeviceDirectory}.
 */
@NullMarked
package org.oisp.gateway.auth;

import org.jspecify.annotations.NullMarked;
