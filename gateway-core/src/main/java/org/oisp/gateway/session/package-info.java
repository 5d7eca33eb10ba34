/**
 * One socket's life, without the socket: {@link org.oisp.gateway.session.Session} turns a flux of what the peer sends into
 * a flux of what it is sent.
 */
@NullMarked
package org.oisp.gateway.session;

import org.jspecify.annotations.NullMarked;
