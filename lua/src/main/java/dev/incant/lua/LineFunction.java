package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// The iteration function that `io.lines` and `file:lines` return.
@NullUnmarked // raw protocol: null is nil
final class LineFunction extends FunctionValue {
    final LuaUserdata file;
    private final Object[] formats;
    private final boolean closing;

    /// `closing` files are closed at their end.
    LineFunction(LuaUserdata file, Object[] formats, boolean closing) {
        this.file = file;
        this.formats = formats;
        this.closing = closing;
    }

    @Override
    Object invoke(Frame f) {
        FileHandle handle = (FileHandle) file.payload();
        if (handle.isClosed()) {
            throw f.error("file is already closed");
        }
        // As if called as a method with the formats.
        int count = formats.length;
        f.ensure(count + 1);
        for (int i = 0; i < count; i++) {
            f.put(i + 1, formats[i]);
        }
        f.argc = count + 1;
        Object r = FileReading.read(f, handle, 2);
        Object first = r == Tag.MULTI ? f.s[0] : r;
        if (first != null) {
            return r;
        }
        if (r == Tag.MULTI && f.argc > 1 && f.s[1] instanceof LuaString message) {
            throw f.error(message.toLatin1());
        }
        if (closing) {
            FileLib.close(f, handle);
        }
        return f.none();
    }

    @Override
    int flatness(Frame frame) {
        return Compiled.PINS;
    }

    @Override
    String debugName() {
        return "for iterator";
    }
}
