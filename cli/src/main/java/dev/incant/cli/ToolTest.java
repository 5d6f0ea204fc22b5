package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant tool test`: runs the examples of tools, which are their tests.
final class ToolTest implements Command {
    @Override
    public String name() {
        return "tool test";
    }

    @Override
    public Flag[] flags() {
        return new Flag[] {Flag.ALL};
    }

    @Override
    public Help help() {
        return Help.of(
                "NAME…|--all",
                "Run the examples of tools and compare what they give.",
                "Ends with 1 when one fails. An example that needs a program that is not here counts as unavailable.",
                new Help.Example("incant tool test calculator", "runs the calculator's examples"),
                new Help.Example(
                        "incant tool test calculator base64_encoder --output json", "reports on two, for programs"));
    }

    @Override
    public int run(Invocation invocation) {
        List<String> names = invocation.words();
        boolean all = invocation.arguments().has(Flag.ALL);
        if (names.isEmpty() != all) {
            throw Arguments.usage(
                    all ? "give either names or --all" : "name a tool, or give --all: incant tool test NAME…", this);
        }
        LocalKernel kernel = LocalKernel.ofTools(invocation);
        kernel.connect(Grants.NONE, Limits.GENEROUS);
        Form form = invocation.settings().form();
        List<@Nullable Object> reports = new ArrayList<>();
        Total total = new Total();
        for (String name : all ? kernel.registry().names() : names) {
            Map<String, @Nullable Object> report = kernel.run(new Message.ToolTest(name), event -> {});
            reports.add(report);
            total.add(report);
            if (form == Form.TEXT) {
                print(invocation.terminal(), report);
            } else if (form == Form.JSONL) {
                new Report(invocation.terminal(), form).event("tool", report);
            }
        }
        if (form == Form.TEXT) {
            invocation.terminal().out().line(total.sentence());
        } else if (form == Form.JSON) {
            new Report(invocation.terminal(), form)
                    .document(Values.map(
                            "passed",
                            total.passed,
                            "failed",
                            total.failed,
                            "unavailable",
                            total.unavailable,
                            "tools",
                            reports));
        }
        return total.failed == 0 ? 0 : 1;
    }

    private static void print(Terminal terminal, Map<String, @Nullable Object> report) {
        boolean colours = terminal.colours();
        if (report.get("examples") instanceof List<?> examples) {
            for (Object each : examples) {
                Map<?, ?> example = (Map<?, ?>) each;
                String outcome = ToolList.text(example, "outcome");
                String colour = outcome.equals("passed")
                        ? "\u001b[32m"
                        : outcome.equals("failed") ? "\u001b[31m" : "\u001b[33m";
                terminal.out()
                        .line((colours ? colour + outcome + "\u001b[0m" : outcome) + "  " + report.get("tool") + "."
                                + example.get("operation") + ": " + example.get("example"));
                if (example.get("differences") instanceof List<?> differences) {
                    differences.forEach(difference -> terminal.out().line("        " + difference));
                }
                if (example.get("error") instanceof Map<?, ?> error) {
                    terminal.out().line("        " + error.get("code") + ": " + error.get("message"));
                }
            }
        }
        terminal.out().flush();
    }

    private static final class Total {
        private long passed;
        private long failed;
        private long unavailable;

        void add(Map<String, @Nullable Object> report) {
            passed += count(report, "passed");
            failed += count(report, "failed");
            unavailable += count(report, "unavailable");
        }

        private static long count(Map<String, @Nullable Object> report, String name) {
            return report.get(name) instanceof Long count ? count : 0;
        }

        String sentence() {
            return passed + " passed, " + failed + " failed"
                    + (unavailable == 0 ? "" : ", " + unavailable + " unavailable");
        }
    }
}
