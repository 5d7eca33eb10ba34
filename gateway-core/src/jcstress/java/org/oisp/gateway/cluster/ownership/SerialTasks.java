package org.oisp.gateway.cluster.ownership;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Tasks of two threads, one of which fails: each runs once, and never concurrently with another. */
@JCStressTest
@Outcome(id = "4, 1", expect = Expect.ACCEPTABLE, desc = "each was run once, and alone")
@State
public class SerialTasks {

    private final SerialExecutor serialExecutor = new SerialExecutor(defect -> this.defects++);
    /** Neither is volatile: if a task did not see the others' writes, counts would be lost. */
    private int done;

    private int defects;

    @Actor
    public void run() {
        serialExecutor.run(() -> done++);
        serialExecutor.run(() -> done++);
    }

    @Actor
    public void fail() {
        serialExecutor.run(() -> {
            done++;
            throw new IllegalStateException();
        });
        serialExecutor.run(() -> done++);
    }

    @Arbiter
    public void counted(II_Result result) {
        result.r1 = done;
        result.r2 = defects;
    }
}
