package dev.incant.tools.document.sheet;

import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/// The rows of one sheet of an XLSX workbook, for other modules: as often as they want them, one at a time.
public final class SheetRows {
    private final SheetReading reading;
    private final Sheet sheet;
    private final long mostCells;

    private SheetRows(SheetReading reading, Sheet sheet, long mostCells) {
        this.reading = reading;
        this.sheet = sheet;
        this.mostCells = mostCells;
    }

    /// A step with an open sheet.
    @FunctionalInterface
    public interface Work {
        void on(SheetRows rows) throws IOException;
    }

    /// Opens a workbook, works on a sheet of it, closes it.
    ///
    /// @param sheet its name, null for the first
    /// @param mostCells more than this are `limit_exceeded`
    /// @throws dev.incant.kernel.error.ToolException `denied`, `not_found`, `limit_exceeded`; `failed` for damage
    public static void of(ToolContext context, String path, @Nullable String sheet, long mostCells, Work work) {
        SheetReading.<Boolean>with(path, context, reading -> {
            work.on(new SheetRows(reading, reading.sheet(sheet), mostCells));
            return true;
        });
    }

    /// Sees each row from the first on. Cells are null, texts, booleans, `Long` and `Double`; dates and times are texts
    /// as ISO 8601 has them, errors such as `#DIV/0!` are texts.
    public void each(SheetReading.RowVisitor visitor) throws IOException {
        reading.each(sheet, 1, mostCells, visitor);
    }
}
