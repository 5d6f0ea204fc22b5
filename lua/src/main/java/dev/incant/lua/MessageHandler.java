package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The message handler of a stand-alone interpreter: makes any error value a text for people, with a
/// traceback, as PUC's `lua` does.
@NullUnmarked // raw protocol: null is nil
final class MessageHandler extends Builtin {
    static final MessageHandler INSTANCE = new MessageHandler();

    private MessageHandler() {
        super("?", 0);
    }

    @Override
    Object invoke(Frame f) {
        Object value = f.argc == 0 ? null : f.boxed(0);
        String message;
        if (value instanceof LuaString || Types.isNumber(value)) {
            message = Conversions.tostring(f, value).toLatin1();
        } else {
            Object converter = Meta.of(f.state.metaOf(value), Meta.TOSTRING);
            if (converter != null && f.call(converter, value) instanceof LuaString text) {
                return text;
            }
            message = "(error object is a " + Types.name(value) + " value)";
        }
        return f.state.string(
                LuaString.latin1(Traceback.of(f, 1).insert(0, message + "\n").toString()));
    }
}
