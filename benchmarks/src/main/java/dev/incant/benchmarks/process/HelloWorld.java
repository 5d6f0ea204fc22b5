package dev.incant.benchmarks.process;

/// The least that a JVM can be asked for: what the command line is compared with.
public final class HelloWorld {
    private HelloWorld() {}

    /// Says hello.
    public static void main(String[] args) {
        System.out.println("hello");
    }
}
