package dev.incant.lua;

/// How to run a coroutine's frames on a Java stack of their own.
abstract class StackSwitch {
    /// Makes the one that the state's options ask for.
    static StackSwitch open(Coroutine coroutine) {
        LuaState state = coroutine.state;
        LuaOptions.Stacks stacks = state.options.coroutines();
        if (stacks == LuaOptions.Stacks.THREADS || stacks == LuaOptions.Stacks.AUTOMATIC && !Continuations.AVAILABLE) {
            state.collector.watch(coroutine);
            state.slices.beginThreads();
            return new ThreadSwitch(coroutine);
        }
        return Continuations.open(coroutine);
    }

    /// Goes on in the coroutine until it yields or ends. Called on the resumer's stack.
    abstract void resume();

    /// Goes back to the resumer. Called on the coroutine's stack; false when that cannot be left.
    abstract boolean yield();

    /// Lets other virtual threads run, if it can. Called on the coroutine's stack.
    abstract void giveWay();

    /// Frees what is left of a coroutine that will never run again.
    abstract void abandon();
}
