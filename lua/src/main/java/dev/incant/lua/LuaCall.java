package dev.incant.lua;

import org.jspecify.annotations.Nullable;

/// One call of a [LuaFunction]: its arguments, counted from 1, and the ways to return. Valid only during the
/// call, on the thread that makes it.
///
/// The checking readers convert as Lua's own libraries do (a numeric string is a number, a number is a
/// string, a float with an integer value is an integer) and throw Lua's `bad argument` error otherwise.
public interface LuaCall {
    /// The number of arguments.
    int count();

    /// The argument: null for nil and beyond the last, [Boolean], [Long], [Double], [LuaString], [LuaTable]
    /// or another Lua object.
    @Nullable Object arg(int i);

    /// Whether there is no argument `i`.
    boolean isNone(int i);

    /// Whether there is no argument `i` or it is nil.
    boolean isNoneOrNil(int i);

    /// Whether the argument is neither nil nor false.
    boolean truth(int i);

    long integer(int i);

    /// As [#integer(int)]; `otherwise` for nil and none.
    long integer(int i, long otherwise);

    double number(int i);

    /// As [#number(int)]; `otherwise` for nil and none.
    double number(int i, double otherwise);

    LuaString string(int i);

    /// As [#string(int)]; `otherwise` for nil and none.
    LuaString string(int i, LuaString otherwise);

    LuaTable table(int i);

    /// Result of a function that returns nothing.
    Object none();

    /// Result of a function that returns an integer; allocates nothing.
    Object give(long value);

    /// Result of a function that returns a float; allocates nothing.
    Object give(double value);

    Object give(boolean value);

    /// Result of a function that returns one value in the form that [#arg(int)] gives.
    @Nullable Object give(@Nullable Object value);

    /// Result of a function that returns several values in the form that [#arg(int)] gives.
    Object giveAll(@Nullable Object... values);

    /// The coroutine that makes the call; the state's main one outside of all others.
    Coroutine coroutine();

    /// Whether [#suspend] can suspend the coroutine: it is not the main one, and no Java function lies in between.
    boolean isYieldable();

    /// Suspends the coroutine as `coroutine.yield` does: whoever resumed it gets `values`, in the form that
    /// [#arg(int)] gives. Returns what it is resumed with. The function must hold no lock meanwhile.
    ///
    /// @throws LuaError when it is not [#isYieldable()]
    @Nullable Object[] suspend(@Nullable Object... values);

    /// A Lua error with the caller's position in front of `message`.
    LuaError error(String message);

    /// The error `bad argument #i to 'name' (message)`.
    LuaError argError(int i, String message);

    /// The error `bad argument #i to 'name' (expected expected, got …)`.
    LuaError typeError(int i, String expected);
}
