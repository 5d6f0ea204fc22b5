package dev.incant.lua;

/// Has the JVM verify generated class files where it would not do so by itself: it trusts all classes of the boot
/// class path, hidden ones too. Each file is defined once more here, by a loader of its own that is not trusted, and
/// linked, but never initialised or run. It is unloaded like any class. It costs about what the JVM's verification
/// costs anyway, a fraction of a millisecond; `ClassFile.verify` takes tens while it is cold.
final class Verification extends ClassLoader {
    private Verification() {
        super(Verification.class.getClassLoader());
    }

    /// The engine's own classes, without the looking round of other loaders.
    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        return Class.forName(name, false, Verification.class.getClassLoader());
    }

    /// Throws `VerifyError`, or another `LinkageError`, where `file` is no valid class.
    static void verify(byte[] file) {
        // Asking for members links a class, and linking verifies it.
        var _ = new Verification().defineClass(null, file, 0, file.length).getDeclaredConstructors();
    }
}
