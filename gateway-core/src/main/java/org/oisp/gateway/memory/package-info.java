/**
 * The memory that peers make the process hold: {@link org.oisp.gateway.memory.MemoryBudget} is the total and its limit,
 * {@link org.oisp.gateway.memory.HeldMemory} one connection's part of it. Near the limit, the connections that hold the most are cut.
 */
@NullMarked
package org.oisp.gateway.memory;

import org.jspecify.annotations.NullMarked;
