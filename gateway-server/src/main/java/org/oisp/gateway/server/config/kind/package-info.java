/**
 * The kinds of settings. A {@link org.oisp.gateway.server.config.kind.SettingKind} parses a value, and says what is wrong with it and
 * what is allowed. This package does not know the settings.
 */
@NullMarked
package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.NullMarked;
