package dev.incant.lua;

import java.util.function.BiConsumer;
import jdk.internal.access.SharedSecrets;
import jdk.internal.vm.Continuation;
import org.jspecify.annotations.Nullable;

/// Enters a continuation, as `Continuation.run` does between what can be done from outside. That method asks
/// whether it runs a virtual thread, which initialises the JDK's virtual threads, their scheduler and a thread of
/// theirs: 2 to 4 ms of a process that has no other use for them.
///
/// The way in is private there, so it is a hidden class of the JDK's own nest. It follows the source of JDK 25,
/// `java.base/jdk/internal/vm/Continuation.java`; others may have it otherwise. In Java it would be:
///
/// ```java
/// final class LuaEntry implements BiConsumer<Object, Object> {
///     static { ((Object[]) SharedSecrets.getJavaLangAccess().classData(LuaEntry.class))[0] = new LuaEntry(); }
///
///     public void accept(Object continuation, Object parent) {
///         Continuation c = (Continuation) continuation;
///         c.parent = (Continuation) parent;
///         Continuation.enterSpecial(c, c.tail != null, false); // whether it goes on; that it is no virtual thread
///         c.parent = null;
///         if (c.done) {
///             c.tail = null;
///         }
///     }
/// }
/// ```
final class ContinuationEntry {
    private static final String JDK = "25";

    static final String NAME = "jdk.internal.vm.LuaEntry";

    /// Flags of the JDK, `java.lang.invoke.MethodHandleNatives.Constants`: of the nest, and hidden.
    private static final int NESTMATE_AND_HIDDEN = 3;

    private ContinuationEntry() {}

    /// What runs a continuation, its first argument, inside another or none, its second, until it yields or ends; null
    /// where only the JDK itself can.
    @SuppressWarnings("unchecked") // the class below
    static @Nullable BiConsumer<Object, @Nullable Object> open() {
        if (!HiddenClasses.DIRECT || !JDK.equals(System.getProperty("java.specification.version"))) {
            return null;
        }
        // The JDK cannot refer to the engine's classes: an object goes into the array that comes with the class.
        Object[] made = new Object[1];
        SharedSecrets.getJavaLangAccess()
                .defineClass(null, Continuation.class, NAME, file(), null, true, NESTMATE_AND_HIDDEN, made);
        return (BiConsumer<Object, @Nullable Object>) made[0];
    }

    @SuppressWarnings("deprecation") // drops what is above a byte, which is not here; the others begin with charsets
    static byte[] file() {
        byte[] file = new byte[FILE.length()];
        FILE.getBytes(0, file.length, file, 0);
        return file;
    }

    /// The class file, a byte a character. `ContinuationEntryTest` assembles it and says when this is not the same;
    /// doing that at each start would take a millisecond.
    private static final String FILE =
            "\312\376\272\276\000\000\0001\0004\001\000\030jdk/internal/vm/LuaEntry\007\000\001\001\000\006"
                    + "<init>\001\000\003()V\001\000\020java/lang/Object\007\000\005\014\000\003\000\004\012\000\006"
                    + "\000\007\001\000\010<clinit>\012\000\002\000\007\001\000!jdk/internal/access/SharedSecrets\007"
                    + "\000\013\001\000\021getJavaLangAccess\001\000&()Ljdk/internal/access/JavaLangAccess;\014\000"
                    + "\015\000\016\012\000\014\000\017\001\000\010getClass\001\000\023()Ljava/lang/Class;\014\000"
                    + "\021\000\022\012\000\006\000\023\001\000\042jdk/internal/access/JavaLangAccess\007\000\025\001"
                    + "\000\011classData\001\000%(Ljava/lang/Class;)Ljava/lang/Object;\014\000\027\000\030\013\000"
                    + "\026\000\031\001\000\023[Ljava/lang/Object;\007\000\033\001\000\006accept\001\000'(Ljava/la"
                    + "ng/Object;Ljava/lang/Object;)V\001\000\034jdk/internal/vm/Continuation\007\000\037\001\000\006"
                    + "parent\001\000\036Ljdk/internal/vm/Continuation;\014\000!\000\042\011\000 \000#\001\000\004"
                    + "tail\001\000\034Ljdk/internal/vm/StackChunk;\014\000%\000&\011\000 \000'\001\000\014enterSp"
                    + "ecial\001\000#(Ljdk/internal/vm/Continuation;ZZ)V\014\000)\000*\012\000 \000+\001\000\004do"
                    + "ne\001\000\001Z\014\000-\000.\011\000 \000/\001\000\035java/util/function/BiConsumer\007\000"
                    + "1\001\000\004Code\0000\000\002\000\006\000\001\0002\000\000\000\003\000\000\000\003\000\004"
                    + "\000\001\0003\000\000\000\021\000\001\000\001\000\000\000\005*\267\000\010\261\000\000\000\000"
                    + "\000\010\000\011\000\004\000\001\0003\000\000\000'\000\003\000\001\000\000\000\033\273\000\002"
                    + "Y\267\000\012K\270\000\020*\266\000\024\271\000\032\002\000\300\000\034\003*S\261\000\000\000"
                    + "\000\000\001\000\035\000\036\000\001\0003\000\000\000<\000\003\000\003\000\000\0000+\300\000"
                    + " L+,\300\000 \265\000$++\264\000(\306\000\007\004\247\000\004\003\003\270\000,+\001\265\000"
                    + "$+\264\0000\231\000\010+\001\265\000(\261\000\000\000\000\000\000";
}
