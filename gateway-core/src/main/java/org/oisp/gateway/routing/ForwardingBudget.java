package org.oisp.gateway.routing;

import org.oisp.gateway.memory.MemoryBudget;

/** Counts and limits the actuations in transit to other instances, or those that are held. Thread-safe. */
final class ForwardingBudget {

    private final int mostMessages;
    private final long mostBytes;
    private final MemoryBudget memory;
    private int messages;
    private long bytes;

    ForwardingBudget(int mostMessages, long mostBytes, MemoryBudget memory) {
        this.memory = memory;
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    /** Returns false if there is no room. A single message is always allowed, unless the memory budget is exhausted. */
    synchronized boolean take(int length) {
        if (messages > 0 && (messages >= mostMessages || bytes + length > mostBytes)) {
            return false;
        }
        if (!memory.take(length)) {
            return false;
        }
        messages++;
        bytes += length;
        return true;
    }

    synchronized void release(int length) {
        messages--;
        bytes -= length;
        memory.giveBack(length);
    }

    synchronized int messages() {
        return messages;
    }

    synchronized long bytes() {
        return bytes;
    }
}
