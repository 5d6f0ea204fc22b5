package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The nodes of a function and what running them takes. Published as one object with final fields: whoever
/// sees it sees all of it.
@NullUnmarked // absent parts are null
final class Code {
    /// What runs: the nodes, or a compiled unit that does the same. Read without a lock: all that it leads to is
    /// final.
    StatNode body;

    /// The nodes.
    final StatNode nodes;

    /// The body of coroutines that run flat, see [Suspension]; null: there is none yet, or it is not worth it.
    StatNode flat;

    /// Resumes that are left until `flat` is compiled, counted as `heat`.
    int resumes = Tier.RESUMES;

    /// How often coroutines began flat and soon could not go on so; counted as `heat`.
    int lefts;

    /// Calls that are left until it is compiled; counted without a lock, which may lose some. 0: nothing to be done.
    int heat = Tier.CALLS;

    /// The same with nodes that tell hooks of every line; made when first needed. Their sites come after the
    /// others.
    final StatNode traced;

    final Site[] sites;

    /// Frame slots needed.
    final int slots;

    /// Slots of parameters that inner functions capture; null for none.
    final int[] capturedParams;

    /// The place of the function's end.
    final int endPc;

    Code(StatNode body, StatNode traced, Site[] sites, int slots, int[] capturedParams, int endPc) {
        this.body = body;
        this.nodes = body;
        this.traced = traced;
        this.sites = sites;
        this.slots = slots;
        this.capturedParams = capturedParams;
        this.endPc = endPc;
    }
}
