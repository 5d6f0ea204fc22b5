package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// How the function that runs in a frame was named where it was called: `what` is as `namewhat` of
/// `debug.getinfo`, empty when nothing is known.
@NullUnmarked // no name: null
record CallName(String name, String what) {
    private static final CallName UNKNOWN = new CallName(null, "");
    private static final CallName HOOK = new CallName("?", "hook");
    private static final CallName FINALIZER = new CallName("__gc", "metamethod");

    static CallName of(Frame f) {
        if (f.hook) {
            return HOOK;
        }
        if (f.finalizer) {
            return FINALIZER;
        }
        Site site = Errors.callSite(f);
        return site == null || site.nameWhat == null ? UNKNOWN : new CallName(site.name, site.nameWhat);
    }
}
