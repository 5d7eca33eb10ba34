package org.oisp.gateway.benchmark;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cycles through indexes, so that no benchmark does the same thing twice in a row. Each thread has its own. */
@State(Scope.Thread)
public class Turn {

    private int next;

    int among(int many) {
        int turn = next;
        next = turn + 1 < many ? turn + 1 : 0;
        return turn;
    }
}
