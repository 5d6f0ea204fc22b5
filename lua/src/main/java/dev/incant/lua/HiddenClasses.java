package dev.incant.lua;

import java.lang.invoke.MethodHandles;
import jdk.internal.access.SharedSecrets;

/// Defines hidden classes beside the engine's own, as [MethodHandles.Lookup#defineHiddenClass] does, and initialises
/// them; each is unloaded when nothing refers to it any more.
final class HiddenClasses {
    /// Whether this JVM lets the engine ask the JDK directly. A `Lookup` first reads the class file with the JDK's
    /// class-file library, only to learn the name in it: classes that would be in the AOT cache, and so part of
    /// each start.
    static final boolean DIRECT =
            Object.class.getModule().isExported("jdk.internal.access", HiddenClasses.class.getModule());

    /// The JDK's flag of a hidden class, `java.lang.invoke.MethodHandleNatives.Constants.HIDDEN_CLASS`.
    private static final int HIDDEN = 2;

    private HiddenClasses() {}

    /// Defines the class in `file`, whose name there is `name`, with dots.
    static Class<?> define(String name, byte[] file) {
        return DIRECT ? directly(name, file) : byLookup(file);
    }

    /// As the JDK itself does it.
    static Class<?> directly(String name, byte[] file) {
        ClassLoader loader = HiddenClasses.class.getClassLoader();
        return SharedSecrets.getJavaLangAccess()
                .defineClass(loader, HiddenClasses.class, name, file, null, true, HIDDEN, null);
    }

    /// With what every JVM exports.
    static Class<?> byLookup(byte[] file) {
        try {
            return MethodHandles.lookup().defineHiddenClass(file, true).lookupClass();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
