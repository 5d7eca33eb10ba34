/**
 * Who may register: {@link org.oisp.gateway.auth.Authenticator} checks the token and has the binding row written. The
 * database is reached through {@link org.oisp.gateway.auth.BindingLedger} only.
 */
@NullMarked
package org.oisp.gateway.auth;

import org.jspecify.annotations.NullMarked;
