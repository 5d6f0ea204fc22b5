package dev.incant.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function as parsed: what a tier needs to make it run. The main chunk is a vararg function whose one
/// upvalue is `_ENV`.
///
/// @param ordinal number of the function within its chunk in source order, the main function being 0
/// @param line line of the word `function`; 0 for the main chunk
/// @param endLine line of the closing `end`; for the main chunk PUC's `lastlinedefined`, which is 0 too,
///     so the line of the end of the text is kept in the body's `endLine`
/// @param parameters the parameters, a method's `self` first
/// @param inner the functions directly inside, in source order
public record FunctionBody(
        int ordinal,
        int line,
        int endLine,
        List<LocalVar> parameters,
        boolean vararg,
        List<UpvalueDesc> upvalues,
        Stat.Block block,
        List<FunctionBody> inner) {

    /// Where an upvalue comes from when the function is made: `local` of the enclosing function, or, when
    /// that is null, the enclosing function's upvalue number `index`.
    public record UpvalueDesc(String name, @Nullable LocalVar local, int index) {}
}
