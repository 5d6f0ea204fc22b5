package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a text in one format and writes it in another. What is kept is proven, not assumed: the text written is read
/// again with the same settings, and every place where the value is another one is a loss.
public final class Conversion {
    /// The longest text, in UTF-16 units.
    public static final int MAX_TEXT = 16 << 20;

    /// The names of the formats.
    public static final List<String> FORMATS = List.copyOf(Format.ALL.keySet());

    private final Settings settings;
    private final Losses losses;

    public Conversion(Args args, ToolContext context) {
        this.losses = new Losses(args.string("on_loss").equals("allow"));
        String delimiter = args.string("delimiter");
        boolean tabs = delimiter.equals("tab") || (!args.given("delimiter") && isTsv(args));
        char separator = tabs ? '\t' : delimiter.charAt(0);
        this.settings = new Settings(
                args.string("types").equals("infer"),
                args.string("root"),
                separator,
                args.intValue("indent"),
                losses,
                context);
    }

    private static boolean isTsv(Args args) {
        return (args.has("input_file") && args.string("input_file").endsWith(".tsv"))
                || (args.has("output_file") && args.string("output_file").endsWith(".tsv"));
    }

    /// The format that a path's ending says, or null.
    public static @Nullable String formatOf(String path) {
        return Format.of(path);
    }

    /// Reads a text.
    public @Nullable Object read(String text, String from) {
        if (text.length() > MAX_TEXT) {
            throw ToolException.limitExceeded("input: has more than " + MAX_TEXT
                    + " characters; csv_analyzer and json_processor stream files of any size");
        }
        String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return format(from).read(whole, settings);
    }

    private static Format format(String name) {
        Format format = Format.ALL.get(name);
        if (format == null) {
            throw ToolException.invalidParams("there is no format '" + name + "'");
        }
        return format;
    }

    /// Writes a value, and checks what of it can be read back.
    public String write(@Nullable Object value, String to) {
        Format format = format(to);
        String text = format.write(value, settings);
        Object back = format.read(text, settings.with(new Losses(true)));
        if (to.equals("xml") && !XmlFormat.hasRoot(value)) {
            back = back instanceof Map<?, ?> document ? document.get(settings.root()) : back;
            back = value instanceof List && back instanceof Map<?, ?> items ? items.get("item") : back;
        }
        compare(value, back, "", format.untyped() && !settings.infer());
        return text;
    }

    /// Reports where two values differ.
    ///
    /// @param texts whether a number that became its text is no loss, since the caller wants texts
    private void compare(@Nullable Object value, @Nullable Object back, String path, boolean texts) {
        settings.context().checkCancelled();
        if (value instanceof Map<?, ?> map && back instanceof Map<?, ?> other) {
            map.forEach((key, item) -> {
                String at = Format.member(path, (String) key);
                if (other.containsKey(key)) {
                    compare(item, other.get(key), at, texts);
                } else {
                    losses.add(at, "would not be there when read back");
                }
            });
            other.forEach((key, item) -> {
                if (!map.containsKey(key)) {
                    losses.add(Format.member(path, (String) key), "is missing, and would read back as " + shown(item));
                }
            });
        } else if (value instanceof List<?> list && back instanceof List<?> other && list.size() == other.size()) {
            for (int i = 0; i < list.size(); i++) {
                compare(list.get(i), other.get(i), path + "[" + i + "]", texts);
            }
        } else {
            boolean same = Values.equal(value, back)
                    || (texts
                            && value != null
                            && Format.isScalar(value)
                            && value.toString().equals(back));
            if (!same) {
                losses.add(path, shown(value) + " would read back as " + shown(back));
            }
        }
    }

    private static String shown(@Nullable Object value) {
        String text = Json.write(value);
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /// What was not kept, and how much.
    public void describe(Map<String, @Nullable Object> result) {
        result.put("loss_count", losses.count());
        result.put("losses", losses.list());
    }
}
