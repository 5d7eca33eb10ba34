/** The identity of a device as types: its id, its account and its unique id. All public and immutable. */
@NullMarked
package org.oisp.gateway.device;

import org.jspecify.annotations.NullMarked;
