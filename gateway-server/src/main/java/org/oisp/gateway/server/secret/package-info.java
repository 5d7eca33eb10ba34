/** What must not be shown: the settings of every part may hold one. */
@NullMarked
package org.oisp.gateway.server.secret;

import org.jspecify.annotations.NullMarked;
