/**
 * What {@code gateway dev} brings along: a database, keys, demo devices. Not part of a production start.
 */
@NullMarked
package org.oisp.gateway.server.dev;

import org.jspecify.annotations.NullMarked;
