/** What {@code gateway dev} adds to the gateway: a database, keys, demo devices. Not part of a production start. */
@NullMarked
package org.oisp.gateway.cli.dev;

import org.jspecify.annotations.NullMarked;
