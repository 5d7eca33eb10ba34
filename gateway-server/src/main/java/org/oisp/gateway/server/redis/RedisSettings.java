package org.oisp.gateway.server.redis;

import java.time.Duration;
import org.oisp.gateway.server.secret.Password;

/**
 * Where Redis is.
 *
 * @param host its name or address
 * @param port its port
 * @param username who we are there, empty for the default user
 * @param password our password there, empty for none
 * @param timeout how long connecting may take, and each command
 */
public record RedisSettings(String host, int port, String username, Password password, Duration timeout) {}
