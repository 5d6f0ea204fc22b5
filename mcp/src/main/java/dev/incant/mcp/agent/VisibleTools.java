package dev.incant.mcp.agent;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Chooses the tools that agents see.
final class VisibleTools {
    private VisibleTools() {}

    /// The tools of these names and categories; all for none.
    ///
    /// @throws ToolException `not_found` for a word that is neither, with the nearest
    static ComponentRegistry of(ComponentRegistry all, List<String> words) {
        if (words.isEmpty()) {
            return all;
        }
        Set<String> chosen = new TreeSet<>();
        for (String word : words) {
            if (isCategory(word)) {
                for (Tool tool : all.all()) {
                    if (tool.spec().category().word().equals(word)) {
                        chosen.add(tool.spec().name());
                    }
                }
            } else {
                Tool tool = all.find(word);
                if (tool == null) {
                    throw unknown(all, word);
                }
                chosen.add(tool.spec().name());
            }
        }
        return all.only(chosen);
    }

    private static boolean isCategory(String word) {
        for (Category category : Category.values()) {
            if (category.word().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static ToolException unknown(ComponentRegistry all, String word) {
        List<String> known = new ArrayList<>(all.names());
        for (Category category : Category.values()) {
            known.add(category.word());
        }
        Map<String, Object> details = Map.of("name", word, "nearest", Nearest.to(word, known));
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "no tool and no category is named '" + word + "'" + Nearest.hint(word, known),
                Values.map("name", word, "nearest", details.get("nearest")),
                null);
    }
}
