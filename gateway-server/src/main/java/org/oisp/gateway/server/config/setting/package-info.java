/**
 * The gateway's own settings. {@link org.oisp.gateway.server.config.setting.Setting} lists them, and {@link
 * org.oisp.gateway.server.config.setting.SettingReader} finds the one source of each.
 */
@NullMarked
package org.oisp.gateway.server.config.setting;

import org.jspecify.annotations.NullMarked;
