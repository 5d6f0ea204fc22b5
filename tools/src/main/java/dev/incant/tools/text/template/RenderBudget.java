package dev.incant.tools.text.template;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;

/// Counts what one rendering spends and ends it when that is too much: steps (with a look at cancellation each), bytes
/// written, bytes made by expressions, depth of calls.
public final class RenderBudget {
    private static final long MAX_STEPS = 20_000_000;
    private static final int MAX_DEPTH = 200;

    private final ToolContext context;
    private final long maxOutput;
    private long steps;
    private long made;
    private long written;
    private int depth;

    public RenderBudget(ToolContext context) {
        this.context = context;
        this.maxOutput = context.limits().output();
    }

    ToolContext context() {
        return context;
    }

    void step() {
        context.checkCancelled();
        if (++steps > MAX_STEPS) {
            throw ToolException.limitExceeded("the template takes more than " + MAX_STEPS + " steps");
        }
    }

    /// Takes note of bytes of a value that an expression is about to make.
    void make(long bytes) {
        made += bytes;
        if (made > context.limits().memory()) {
            throw ToolException.limitExceeded(
                    "the template makes values of more than " + context.limits().memory() + " bytes");
        }
    }

    void write(StringBuilder out, String text) {
        written += text.length();
        if (written > maxOutput) {
            throw ToolException.limitExceeded("the template writes more than " + maxOutput + " bytes");
        }
        out.append(text);
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw ToolException.limitExceeded("the template calls itself deeper than " + MAX_DEPTH);
        }
    }

    void leave() {
        depth--;
    }
}
