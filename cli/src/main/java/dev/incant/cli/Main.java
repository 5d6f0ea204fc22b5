package dev.incant.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/// Entry point of `incant`.
public final class Main {
    private Main() {}

    /// Runs the command line and ends the JVM with its exit code.
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("lua")) {
            dev.incant.lua.standalone.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals("mcp")) {
            // Standard output belongs to the protocol, whatever a library prints.
            System.setOut(System.err);
        }
        // The launcher knows which of the three are terminals; asking from Java costs milliseconds.
        String terminals = System.getProperty("incant.terminals", "");
        Interrupts interrupts = new Interrupts();
        Terminal terminal = new Terminal(
                new FileInputStream(FileDescriptor.in),
                new Output(new FileOutputStream(FileDescriptor.out), terminals.indexOf('1') >= 0),
                new Output(new FileOutputStream(FileDescriptor.err), terminals.indexOf('2') >= 0),
                terminals.indexOf('0') >= 0,
                System.getenv(),
                Path.of(System.getProperty("user.dir")),
                interrupts);
        Ending ending = new Ending(interrupts);
        Runtime.getRuntime().addShutdownHook(ending);
        int code = Cli.run(Arrays.asList(args), terminal);
        if (!ending.finished()) {
            // Everything is flushed. System.exit would first load the JDK's logging to log the exit.
            Runtime.getRuntime().halt(code);
        }
    }
}
