package dev.incant.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a session may have for itself: tools, state, events, and somebody who hears of its calls.
final class SessionOptionsTest {
    /// Reads a file, or makes the best of it; keeps what it read.
    private static final class Reader implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("reader", Category.FILESYSTEM, "Read a file.")
                    .operation(Operation.of("read", "Read a file.")
                            .main(Parameter.path("path", "The file."))
                            .returns(Schema.any("The text."))
                            .readOnly()
                            .handledBy((args, context) -> {
                                try {
                                    String text = context.files().readText(args.string("path"));
                                    context.state().set("last", text, null);
                                    return text;
                                } catch (ToolException e) {
                                    return e.code().code();
                                }
                            }))
                    .operation(Operation.of("last", "What was read last.")
                            .returns(Schema.any("The text."))
                            .readOnly()
                            .handledBy((args, context) -> context.state()
                                    .get("last")
                                    .map(entry -> entry.value())
                                    .orElse(null)));
        }
    }

    private static final class Asker implements Tool {
        @Override
        public ToolSpec spec() {
            return ToolSpec.of("asker", Category.UTILITY, "Ask the reader.")
                    .operation(Operation.of("ask", "Ask the reader.")
                            .returns(Schema.any("Its answer."))
                            .handledBy((args, context) -> context.call("reader.last", Map.of())));
        }
    }

    private final Kernel kernel = Kernel.start(KernelOptions.of(ToolPack.of(new Reader(), new Asker())));
    private final List<CallReport> heard = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        kernel.close();
    }

    private KernelClient client(SessionOptions options) {
        KernelClient client = new KernelClient();
        kernel.connect(options, client);
        return client;
    }

    private SessionOptions granted() {
        return SessionOptions.standard()
                .in(folder)
                .granting(Grants.NONE.allow(Permission.READ, folder.toString()))
                .observedBy(heard::add);
    }

    @Test
    void an_observer_hears_how_each_call_went_and_which_grants_it_used() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        KernelClient client = client(granted());
        KernelClient.Pending call =
                client.send(new Message.ToolInvoke("reader.read", Values.map("path", "a.txt"), null, false));
        call.await();
        assertThat(heard).singleElement().satisfies(report -> {
            assertThat(report.request()).isEqualTo(call.id());
            assertThat(report.tool()).isEqualTo("reader.read");
            assertThat(report.params()).isEqualTo(Values.map("path", "a.txt"));
            assertThat(report.result()).isEqualTo("hello");
            assertThat(report.error()).isNull();
            assertThat(report.effects().readOnly()).isTrue();
            assertThat(report.duration()).isPositive();
            assertThat(report.used()).containsExactly("read=" + folder.toRealPath());
            assertThat(report.denied()).isEmpty();
            assertThat(report.outside()).isTrue();
        });
    }

    @Test
    void an_observer_hears_of_refusals_that_a_tool_made_the_best_of() {
        assertThat(client(granted()).invoke("reader.read", "path", "/etc/hosts"))
                .isEqualTo("denied");
        assertThat(heard).singleElement().satisfies(report -> {
            assertThat(report.error()).isNull();
            assertThat(report.used()).isEmpty();
            assertThat(report.denied()).containsExactly("--allow-read=/etc/hosts");
            assertThat(report.outside()).isFalse();
        });
    }

    @Test
    void an_observer_hears_of_failed_calls() {
        KernelClient client = client(granted());
        assertThatThrownBy(() -> client.invoke("reader.read")).isInstanceOf(ToolException.class);
        assertThatThrownBy(() -> client.invoke("nothing")).isInstanceOf(ToolException.class);
        assertThat(heard.stream().map(CallReport::tool)).containsExactly("reader.read", "nothing");
        assertThat(heard.stream()
                        .map(report ->
                                report.error() == null ? null : report.error().code()))
                .containsExactly(ErrorCode.INVALID_PARAMS, ErrorCode.NOT_FOUND);
    }

    @Test
    void a_session_that_sees_some_tools_finds_no_others() {
        KernelClient client =
                client(SessionOptions.standard().seeing(kernel.registry().only(List.of("asker"))));
        assertThatThrownBy(() -> client.invoke("reader.last")).hasMessageContaining("no tool is named 'reader'");
        assertThatThrownBy(() -> client.ask(new Message.ToolInfo("reader"))).isInstanceOf(ToolException.class);
        assertThat(client.ask(new Message.ToolList(null))).containsEntry("count", 1L);
        assertThat(String.valueOf(client.ask(new Message.ToolSearch("read a file", null, 5))))
                .doesNotContain("tool=reader");
        assertThat(client.invoke("asker.ask")).isNull();
        assertThatThrownBy(() -> kernel.registry().only(List.of("raeder")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_state_of_a_session_apart_is_seen_by_no_other() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        KernelClient apart = client(granted().apart(new MemoryStateStore(InstantSource.system(), 1000)));
        apart.invoke("reader.read", "path", "a.txt");
        assertThat(apart.invoke("reader.last")).isEqualTo("hello");
        assertThat(client(granted()).invoke("reader.last")).isNull();
        assertThat(kernel.state().scopes()).isEmpty();
    }

    @Test
    void a_session_apart_hears_its_own_events_and_the_kernel_hears_of_its_calls() throws Exception {
        SessionOptions options = granted().apart(new MemoryStateStore(InstantSource.system(), 1000));
        EventBus events =
                options.apart() == null ? kernel.events() : options.apart().events();
        try (EventBus.Subscription own = events.subscribe("**", 10);
                EventBus.Subscription all = kernel.events().subscribe("**", 10)) {
            client(granted()).invoke("reader.last");
            client(options).invoke("asker.ask");
            assertThat(own.next(Duration.ofSeconds(5)))
                    .satisfies(event -> assertThat(String.valueOf(event)).contains("tool.completed", "asker.ask"));
            assertThat(own.next(Duration.ofMillis(1))).isNull();
            assertThat(String.valueOf(all.next(Duration.ofSeconds(5)))).contains("reader.last");
            assertThat(String.valueOf(all.next(Duration.ofSeconds(5)))).contains("asker.ask");
        }
    }
}
