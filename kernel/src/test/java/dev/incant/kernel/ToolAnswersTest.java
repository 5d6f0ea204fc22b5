package dev.incant.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a kernel says of its tools, asked once and again.
final class ToolAnswersTest {
    private static Tool tool(String name, Category category) {
        ToolSpec spec = ToolSpec.of(name, category, "Do " + name + ".")
                .aliases(name + "-alias")
                .operation(doing("run_it"))
                .operation(doing("stop"));
        return () -> spec;
    }

    private static Operation doing(String name) {
        return Operation.of(name, "Do it.")
                .required(Parameter.text("what", "What."))
                .optional(Parameter.any("options", "More."))
                .returns(Schema.any("It."))
                .example("Do it", Map.of("what", "this"), List.of("this"))
                .handledBy((args, context) -> name + " " + args.string("what"));
    }

    private final Kernel kernel =
            Kernel.start(KernelOptions.of(ToolPack.of(tool("one", Category.UTILITY), tool("two", Category.DATA))));
    private final KernelClient client = client(SessionOptions.standard());

    @AfterEach
    void close() {
        kernel.close();
    }

    private KernelClient client(SessionOptions options) {
        KernelClient made = new KernelClient();
        kernel.connect(options, made);
        return made;
    }

    private static List<?> all(Map<String, @Nullable Object> answer, String name) {
        return (List<?>) Objects.requireNonNull(answer.get(name));
    }

    private static List<String> names(Map<String, @Nullable Object> list) {
        return all(list, "tools").stream()
                .map(tool -> String.valueOf(((Map<?, ?>) tool).get("name")))
                .toList();
    }

    @Test
    void a_list_is_the_same_each_time_and_each_category_has_its_own() {
        for (int i = 0; i < 2; i++) {
            assertThat(names(client.ask(new Message.ToolList(null)))).containsExactly("one", "two");
            assertThat(names(client.ask(new Message.ToolList("utility")))).containsExactly("one");
            assertThat(names(client.ask(new Message.ToolList("data")))).containsExactly("two");
        }
        assertThatThrownBy(() -> client.ask(new Message.ToolList("utilty"))).hasMessageContaining("utility");
    }

    @Test
    void a_session_with_tools_of_its_own_hears_of_those_alone() {
        assertThat(names(client.ask(new Message.ToolList(null)))).hasSize(2);
        client.ask(new Message.ToolInfo("one"));
        KernelClient other =
                client(SessionOptions.standard().seeing(kernel.registry().only(List.of("two"))));
        assertThat(names(other.ask(new Message.ToolList(null)))).containsExactly("two");
        assertThatThrownBy(() -> other.ask(new Message.ToolInfo("one")))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void a_description_is_the_same_by_each_spelling_of_the_name_and_each_time() {
        Map<String, @Nullable Object> first = client.ask(new Message.ToolInfo("one"));
        assertThat(all(first, "operations")).hasSize(2);
        assertThat(client.ask(new Message.ToolInfo("one"))).isEqualTo(first);
        assertThat(client.ask(new Message.ToolInfo("one-alias"))).isEqualTo(first);
        Map<String, @Nullable Object> operation = client.ask(new Message.ToolInfo("one.stop"));
        assertThat(all(operation, "operations")).hasSize(1);
        assertThat(client.ask(new Message.ToolInfo("one.stop"))).isEqualTo(operation);
        assertThat(client.ask(new Message.ToolInfo("one_alias.stop"))).isEqualTo(operation);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> client.ask(new Message.ToolInfo("one.begin")))
                    .hasMessageContaining("run_it");
        }
    }

    @Test
    void who_asks_cannot_change_what_others_get() {
        for (Message.Request request : List.of(new Message.ToolList(null), new Message.ToolInfo("one"))) {
            Map<String, @Nullable Object> answer = client.ask(request);
            String before = String.valueOf(answer);
            List<?> inner = all(answer, request instanceof Message.ToolList ? "tools" : "operations");
            assertThatThrownBy(inner::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(((Map<?, ?>) inner.getFirst())::clear).isInstanceOf(UnsupportedOperationException.class);
            answer.clear();
            assertThat(client.ask(request)).hasToString(before);
        }
    }

    @Test
    void an_operation_is_found_by_each_spelling_before_and_after_it_was_called() {
        for (int i = 0; i < 2; i++) {
            for (String name : List.of("one.run-it", "one.run_it", "one-alias.run_it", "one_alias.run-it")) {
                assertThat(client.invoke(name, "what", "this")).isEqualTo("run_it this");
            }
            assertThat(client.invoke("one", "operation", "stop", "what", "that"))
                    .isEqualTo("stop that");
            assertThatThrownBy(() -> client.invoke("one.run_it", "operation", "stop", "what", "that"))
                    .hasMessageContaining("operation: is unknown");
        }
    }
}
