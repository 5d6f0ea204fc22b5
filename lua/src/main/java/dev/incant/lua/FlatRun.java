package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The run of a coroutine on the Java stack of its resumer, by a body that can be left at its yields, see
/// [Suspension]. It lasts until the body ends or is about to call what may yield itself.
@NullUnmarked // raw protocol: null is nil
final class FlatRun {
    /// Coroutines with one body that soon could not go on flat, after which it is not tried again.
    private static final int MAX_LEFTS = 16;

    /// Yields that pay for having begun flat.
    private static final int WORTH_IT = 4;

    private final Closure body;
    private final StatNode unit;

    /// Whether the call of the unit has begun.
    private boolean entered;

    private int yields;

    private FlatRun(Closure body, StatNode unit) {
        this.body = body;
        this.unit = unit;
    }

    /// The run of a coroutine that begins now, or null when it needs a stack of its own.
    static FlatRun of(LuaState state, FunctionValue body) {
        if (Hook.used || !(body instanceof Closure c)) {
            return null;
        }
        Code code = c.proto.code;
        if (code == null && Tier.ALWAYS) {
            code = c.proto.lower(state);
        }
        if (code == null || code.lefts > MAX_LEFTS) {
            return null;
        }
        if (Tier.ALWAYS) {
            countResume(body);
        }
        return code.flat == null ? null : new FlatRun(c, code.flat);
    }

    /// Counts that a coroutine with this body was resumed; one that often is gets compiled for this.
    static void countResume(FunctionValue body) {
        if (body instanceof Closure c) {
            Code code = c.proto.code;
            if (code != null && code.resumes > 0 && --code.resumes == 0) {
                Tier.resumed(code);
            }
        }
    }

    /// Goes on in the body's frame. Returns [Tag#YIELD] when it yielded, [Tag#LEAVE] when it has to go on on a stack of
    /// its own, else what the unit returned.
    Object run(Frame nf) {
        try {
            if (!entered && !Hook.used) {
                entered = true;
                nf.at = 0;
                body.enter(nf);
            }
            if (Hook.used) {
                return Tag.LEAVE;
            }
            Object r = unit.exec(nf);
            if (r == Tag.YIELD) {
                yields++;
            }
            return r;
        } catch (Coroutine.Leave e) {
            return Tag.LEAVE;
        }
    }

    /// Takes note that it cannot go on on this stack; returns whether the body has begun.
    boolean left() {
        if (entered && yields < WORTH_IT) {
            body.proto.code.lefts++;
        }
        return entered;
    }

    /// Goes on to the end, on the coroutine's own stack.
    Object finish(Frame nf) {
        return Compiled.leave(nf, unit.exec(nf));
    }
}
