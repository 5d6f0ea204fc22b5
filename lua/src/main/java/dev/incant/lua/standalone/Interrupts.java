package dev.incant.lua.standalone;

import dev.incant.lua.LuaState;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Ctrl-C in the interactive mode: stops the chunk that runs, and only between chunks the interpreter.
///
/// Works through `sun.misc.Signal` (module `jdk.unsupported`), where it is there, by reflection: javac warns of
/// every other use.
final class Interrupts {
    private final LuaState lua;
    private final @Nullable Method handle;
    private final @Nullable Object signal;
    private final @Nullable Object handler;

    private Interrupts(LuaState lua, @Nullable Method handle, @Nullable Object signal, @Nullable Object handler) {
        this.lua = lua;
        this.handle = handle;
        this.signal = signal;
        this.handler = handler;
    }

    static Interrupts of(LuaState lua) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, (self, method, _) -> {
                        if (method.getName().equals("handle")) {
                            lua.interrupt();
                        }
                        return null;
                    });
            return new Interrupts(
                    lua,
                    signals.getMethod("handle", signals, handlers),
                    signals.getConstructor(String.class).newInstance("INT"),
                    handler);
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            return new Interrupts(lua, null, null, null);
        }
    }

    /// Runs something that Ctrl-C stops.
    void during(Runnable work) {
        Object before = install(handler);
        try {
            work.run();
        } finally {
            install(before);
            // One that came too late must not stop the next.
            lua.clearInterrupt();
        }
    }

    private @Nullable Object install(@Nullable Object wanted) {
        if (handle == null || wanted == null) {
            return null;
        }
        try {
            return handle.invoke(null, signal, wanted);
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            return null;
        }
    }
}
