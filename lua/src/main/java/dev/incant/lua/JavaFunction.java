package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// A function of the embedder as a Lua value.
@NullUnmarked // raw protocol: null is nil
final class JavaFunction extends FunctionValue {
    private final String name;
    private final LuaFunction body;

    JavaFunction(String name, LuaFunction body) {
        this.name = name;
        this.body = body;
    }

    @Override
    Object invoke(Frame f) {
        Object r;
        Frame outer = f.state.javaFrame(f);
        try {
            r = body.call(f);
        } catch (LuaError e) {
            if (e.origin == null) {
                e.origin = f;
            }
            throw e;
        } catch (LuaStopped | Coroutine.Killed e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LuaStopped(LuaStopped.Reason.INTERRUPTED, "interrupted");
        } catch (Exception e) {
            String message = e.getMessage();
            LuaError error = LuaError.of(message == null ? e.getClass().getSimpleName() : message, e);
            error.origin = f;
            throw error;
        } finally {
            f.state.javaFrame(outer);
        }
        if (r instanceof Number || r instanceof String || r instanceof Boolean) {
            return f.give(f.state.toLua(r));
        }
        return r;
    }

    @Override
    String debugName() {
        return name;
    }
}
