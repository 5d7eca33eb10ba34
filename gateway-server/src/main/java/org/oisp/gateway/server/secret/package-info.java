/** Values that must not be logged, shared by the settings of all parts. */
@NullMarked
package org.oisp.gateway.server.secret;

import org.jspecify.annotations.NullMarked;
