package dev.incant.kernel.registry;

import dev.incant.kernel.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/// A list of tools by name with a way to make each, so that calling one tool loads one. Closed with the
/// kernel, after all calls have ended.
public interface ToolPack extends AutoCloseable {
    /// The canonical names of all tools of the pack, in any order.
    List<String> names();

    /// Makes the tool of that name, one of [#names].
    Tool make(String name);

    /// Lets go of what its tools hold; most hold nothing.
    @Override
    default void close() {}

    /// A pack of tools that exist already.
    static ToolPack of(Tool... tools) {
        List<Tool> given = List.of(tools);
        List<String> names = new ArrayList<>();
        for (Tool tool : given) {
            names.add(tool.spec().name());
        }
        return new ToolPack() {
            @Override
            public List<String> names() {
                return names;
            }

            @Override
            public Tool make(String name) {
                return given.get(names.indexOf(name));
            }
        };
    }
}
