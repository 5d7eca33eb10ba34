/**
 * The gateway's own settings: {@link org.oisp.gateway.server.config.setting.Setting} is the table of them, and
 * {@link org.oisp.gateway.server.config.setting.SettingReader} finds the one place that gives each.
 */
@NullMarked
package org.oisp.gateway.server.config.setting;

import org.jspecify.annotations.NullMarked;
