package dev.incant.mcp.remote;

import dev.incant.kernel.value.Json;
import dev.incant.mcp.client.RemoteTool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a server differs from what was accepted of it. Names are those of the server's tools, sorted.
public final class PinChanges {
    private static final List<String> FIELDS =
            List.of("title", "description", "inputSchema", "outputSchema", "annotations");

    private final List<String> added = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private PinChanges() {}

    /// Compares what was accepted with what a server has now, as far as it is wanted.
    public static PinChanges between(StoredServer accepted, List<RemoteTool> live) {
        PinChanges changes = new PinChanges();
        Map<String, RemoteTool> now = new TreeMap<>();
        for (RemoteTool tool : live) {
            if (accepted.config().wants(tool.name())) {
                now.put(tool.name(), tool);
            }
        }
        Map<String, PinnedTool> before = new TreeMap<>();
        accepted.tools().forEach(tool -> before.put(tool.tool().name(), tool));
        Map<String, String> all = new HashMap<>();
        before.keySet().forEach(name -> all.put(name, name));
        now.keySet().forEach(name -> all.put(name, name));
        for (String name : all.keySet().stream().sorted().toList()) {
            changes.compare(name, before.get(name), now.get(name));
        }
        return changes;
    }

    private void compare(String name, @Nullable PinnedTool before, @Nullable RemoteTool now) {
        String shown = Shown.text(name);
        if (before == null && now != null) {
            added.add(name);
            text.append("new: ").append(shown).append('\n');
            for (String field : FIELDS) {
                difference(field, null, now.definition().get(field));
            }
        } else if (before != null && now == null) {
            gone.add(name);
            text.append("gone: ").append(shown).append('\n');
        } else if (before != null && now != null && !before.sha256().equals(PinnedTool.hash(now))) {
            changed.add(name);
            text.append("changed: ").append(shown).append('\n');
            for (String field : FIELDS) {
                difference(
                        field,
                        before.tool().definition().get(field),
                        now.definition().get(field));
            }
        }
    }

    private void difference(String field, @Nullable Object before, @Nullable Object now) {
        String old = text(before);
        String fresh = text(now);
        if (Objects.equals(old, fresh)) {
            return;
        }
        text.append("  ").append(field).append(":\n");
        if (old.isEmpty() || fresh.isEmpty()) {
            String all = old.isEmpty() ? fresh : old;
            String mark = old.isEmpty() ? "+ " : "- ";
            all.lines()
                    .forEach(line ->
                            text.append("    ").append(mark).append(line).append('\n'));
            return;
        }
        for (String line : LineDifference.of(old, fresh)) {
            text.append("    ").append(line).append('\n');
        }
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return Shown.text(value instanceof String given ? given : Json.pretty(PinnedTool.sorted(value)));
    }

    /// Tools that were not there.
    public List<String> added() {
        return List.copyOf(added);
    }

    /// Tools whose definition is another one.
    public List<String> changed() {
        return List.copyOf(changed);
    }

    /// Tools that are no longer there.
    public List<String> gone() {
        return List.copyOf(gone);
    }

    /// Whether nothing is different.
    public boolean none() {
        return accepted() && added.isEmpty();
    }

    /// Whether all that was accepted is as it was.
    public boolean accepted() {
        return changed.isEmpty() && gone.isEmpty();
    }

    /// The difference for people, tool by tool.
    public String text() {
        return text.toString();
    }

    /// How many of each, in a clause.
    public String summary() {
        List<String> parts = new ArrayList<>();
        part(parts, added, "new");
        part(parts, changed, "changed");
        part(parts, gone, "gone");
        return String.join(", ", parts);
    }

    private static void part(List<String> parts, List<String> names, String word) {
        if (!names.isEmpty()) {
            parts.add(names.size() + " " + word + " (" + Shown.text(String.join(", ", names)) + ")");
        }
    }
}
