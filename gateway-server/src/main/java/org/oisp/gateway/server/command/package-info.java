/**
 * The commands of the server itself, {@code serve} and {@code check}, and what every command that runs in the foreground shares. No command
 * line is parsed here: the root command, which registers these and all others, is not part of this module.
 */
@NullMarked
package org.oisp.gateway.server.command;

import org.jspecify.annotations.NullMarked;
