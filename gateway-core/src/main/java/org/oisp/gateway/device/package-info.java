/**
 * Who a device is: its id, its account and its unique id, as types. All immutable; all public.
 */
@NullMarked
package org.oisp.gateway.device;

import org.jspecify.annotations.NullMarked;
