/**
 * The bytes of frames (RFC 6455, 5), without a socket: {@link org.oisp.gateway.server.socket.frame.FrameHeader} parses received frames,
 * {@link org.oisp.gateway.server.socket.frame.FrameEncoder} encodes those that are sent.
 */
@NullMarked
package org.oisp.gateway.server.socket.frame;

import org.jspecify.annotations.NullMarked;
