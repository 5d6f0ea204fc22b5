package dev.incant.tools.document.sheet;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/// Writes a sheet as CSV (RFC 4180, lines ending with LF), row by row.
public final class SheetCsv {
    private SheetCsv() {}

    /// Writes into a file, or gives the text.
    public static Object run(Args args, ToolContext context) {
        String target = args.optionalString("target_path").orElse(null);
        if (target != null && !args.bool("overwrite") && context.files().exists(target)) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
        return SheetReading.with(args, context, reading -> {
            Sheet sheet = reading.sheet(args);
            if (target == null) {
                StringWriter text = new StringWriter();
                long rows = write(args, reading, sheet, text);
                return Values.map(
                        "sheet", sheet.getName(), "rows", rows, "csv", text.toString(), "path", null, "size", null);
            }
            try (Files.Replacement file = context.files().replace(target)) {
                Writer out = new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8));
                long rows = write(args, reading, sheet, out);
                out.flush();
                return Values.map(
                        "sheet", sheet.getName(), "rows", rows, "csv", null, "path", target, "size", file.commit());
            }
        });
    }

    private static long write(Args args, SheetReading reading, Sheet sheet, Writer out) throws IOException {
        char delimiter = args.string("delimiter").charAt(0);
        int[] width = {0};
        reading.each(sheet, 1, (number, cells) -> {
            width[0] = Math.max(width[0], cells.size());
            return true;
        });
        long[] rows = {0};
        reading.each(sheet, 1, (number, cells) -> {
            rows[0] = number;
            line(out, cells, width[0], delimiter);
            return true;
        });
        return rows[0];
    }

    private static void line(Writer out, List<@Nullable Object> cells, int width, char delimiter) throws IOException {
        for (int i = 0; i < width; i++) {
            if (i > 0) {
                out.write(delimiter);
            }
            Object cell = i < cells.size() ? cells.get(i) : null;
            String text = cell == null ? "" : String.valueOf(cell);
            boolean quoted = text.indexOf('"') >= 0
                    || text.indexOf(delimiter) >= 0
                    || text.indexOf('\n') >= 0
                    || text.indexOf('\r') >= 0
                    || width == 1 && text.isEmpty();
            out.write(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        out.write('\n');
    }
}
