package dev.incant.lua;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A shell command and the one of its standard streams that the script has.
///
/// Java reports death by signal `n` as exit code `128 + n`, the way shells do, and so does this: it cannot be
/// told from a command that exits with that code.
final class ShellProcess implements LuaFile {
    private static final String SHELL = "/bin/sh";

    private final Process process;
    private final boolean reading;
    private final InputStream output;
    private final OutputStream input;
    private int exitCode;

    private ShellProcess(Process process, boolean reading) {
        this.process = process;
        this.reading = reading;
        this.output = process.getInputStream();
        this.input = process.getOutputStream();
    }

    static boolean shellExists() {
        return new File(SHELL).canExecute();
    }

    private static ProcessBuilder builder(String command) {
        return new ProcessBuilder(SHELL, "-c", command).inheritIO();
    }

    static int run(String command) throws IOException {
        return await(builder(command).start());
    }

    static ShellProcess start(String command, boolean reading) throws IOException {
        ProcessBuilder builder = builder(command);
        if (reading) {
            builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        } else {
            builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        }
        return new ShellProcess(builder.start(), reading);
    }

    /// An interrupted wait ends the command, for nobody would read its result.
    private static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException _) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted system call");
        }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return reading ? output.read(into, from, length) : LuaFile.super.read(into, from, length);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (reading) {
            LuaFile.super.write(bytes, from, length);
        } else {
            input.write(bytes, from, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!reading) {
            input.flush();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (reading) {
                output.close();
            } else {
                input.close();
            }
        } finally {
            exitCode = await(process);
        }
    }

    @Override
    public int exitCode() {
        return exitCode;
    }
}
