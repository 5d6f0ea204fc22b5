package dev.incant.mcp.authorization;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.mcp.client.ClientOptions;
import dev.incant.mcp.client.HttpChannel;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Another process with the same logins. It says `ready`, waits for a line, does its work and says what came of it.
///
/// Arguments: `call URL FOLDER` calls a tool; `hold URL FOLDER` takes the lock and keeps it until the next line.
final class LoginProcess implements AutoCloseable {
    private static final PrintStream OUT = System.out;

    private final Process process;
    private final BufferedReader said;

    private LoginProcess(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new java.io.InputStreamReader(System.in, "UTF-8"));
        LoginFolder folder = new LoginFolder(Path.of(args[2]));
        OUT.println("ready");
        lines.readLine();
        if (args[0].equals("hold")) {
            try (LoginLock _ = folder.lock("guarded", new Cancellation())) {
                OUT.println("held");
                lines.readLine();
            }
            return;
        }
        OUT.println(called(URI.create(args[1]), folder));
    }

    private static String called(URI url, LoginFolder folder) {
        try (Host host = new Host(Clock.systemUTC(), null, Map.of(), AddressResolver.SYSTEM)) {
            Authorizer authorizer = new Authorizer(host, "guarded", url, OAuthSettings.NONE, folder, null);
            HttpChannel.Address address = new HttpChannel.Address(url, Map.of(), 1 << 20);
            try (McpClient client = McpClient.connect(
                    () -> new HttpChannel(host, address, authorizer), ClientOptions.of("child", "1"))) {
                return client.call(
                                new RemoteTool("echo", Map.of()),
                                Map.of(),
                                Progress.SILENT,
                                new Cancellation(),
                                Duration.ofSeconds(60))
                        .text();
            }
        } catch (ToolException e) {
            return e.code() + ": " + e.message();
        }
    }

    /// Starts one that is ready.
    static LoginProcess start(String what, URI url, Path folder) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoginProcess.class.getName()));
        line.addAll(List.of(what, url.toString(), folder.toString()));
        LoginProcess started = new LoginProcess(new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        if (!"ready".equals(started.line())) {
            started.close();
            throw new AssertionError("the process did not start");
        }
        return started;
    }

    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nullable String line() throws IOException {
        return said.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
