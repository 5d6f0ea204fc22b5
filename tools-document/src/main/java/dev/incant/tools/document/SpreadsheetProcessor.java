package dev.incant.tools.document;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.sheet.SheetCsv;
import dev.incant.tools.document.sheet.SheetReading;
import dev.incant.tools.document.sheet.SheetWriting;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Reads and writes XLSX workbooks. Numbers, truth values and texts keep their types; dates are ISO texts; formulas
/// give what they gave when the workbook was last calculated. Bombs, document types and more than five million cells
/// are refused.
public final class SpreadsheetProcessor implements Tool {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String SAMPLE =
            "UEsDBBQAAAAIAAAAIQCbMUIf2wAAADgCAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbK2Su27DMAxFf8XQWkRMM3QobC9N1zZD"
                    + "f4CV6ViwXhCZ1Pn7yupj6NIWyERIPLyHENS+XBJxs3gXuFOTSLoHYDORR9YxUSidMWaPUo75CAnNjEeC3XZ7ByYGoSAbWTNU"
                    + "3+5pxJOT5nEp12xj6FQmx6p5+ABXV6cwJWcNSunDOQw/LJtPgy6TleHJJr4pgIK+fT5Tznag5oBZntCXOFgcvMU8v8Y46xX7"
                    + "ly2OozU0RHPyZURzyoQDT0Tina5Ve7ThD/4KM9Rye+VFvvN/2YPl4oiv/Qo19MsM9cP071BLAwQUAAAACAAAACEAfxEoFogA"
                    + "AADuAAAACwAAAF9yZWxzLy5yZWxzjc89DgIhEAXgq2w4wM5qYWGAysbWeAHE4Sf8DAGM6+2lXI2F5eS9fC/DLxhV95Sb86VN"
                    + "a4q5CeZ6L0eAph0m1WYqmEdiqCbVx1ktFKWDsgj7ZTlA3RpM8q05ne+C1R2brq+C/8hkjNd4Iv1ImPuPga/GkFW12AVbIzyp"
                    + "hhtRmAfKQHL4eE++AVBLAwQUAAAACAAAACEAltx3a44AAADgAAAADwAAAHhsL3dvcmtib29rLnhtbI2PMQ6DMAxFrxL5ADV0"
                    + "6ICAiaXHcME0ESSO7FTt8Yug7J3s/7/8vty+RZeHyOI+cU3WgS8lN4g2eo5kF8mctmQWjVQ2qU+0rEyTeeYSV7xW1Q0jhQQH"
                    + "odF/GDLPYeRBxlfkVA6I8kolSDIfskHf7g32my5R5A4GKgRud+5TBzU4bcK2aA3Yt3ie4PlV/wVQSwMEFAAAAAgAAAAhAH0D"
                    + "oZ6bAAAAbAEAABoAAAB4bC9fcmVscy93b3JrYm9vay54bWwucmVsc62QPQ7CMAxGr1LlAHXbgQE1nVhYUS8QBbepmj/FRtDb"
                    + "E4GAInVgYLI+W3rfk9sTWsVT8GSmSMXNWU9SGOa4ByBt0CkqQ0SfL0NITnGOaYSo9KxGhKaqdpDWDNG1a2ZxPEuRalH0S8Rf"
                    + "yGEYJo2HoC8OPW8UwDWkmQwiZ6hKI7IU7xXBY9RlpgrYUmn+qUK8WKSPxzO/yuHrud0dUEsDBBQAAAAIAAAAIQBzxGt7lAAA"
                    + "AP0AAAANAAAAeGwvc3R5bGVzLnhtbF2PzQrCQAyEX0X2AUwV8SBtj4LnXryubdYWkt2yiVDf3m7/RE+TbyYDSS76JqxaRN0N"
                    + "TF4K06r2FwCpW2Qr+9CjHxMXIlsdMT5B+oi2kVRigmOWnYFt502Zu+BVZoEyhxU7okUmd8ZHiA3GbUjJZtVIVKXL7m6kwaXw"
                    + "10u0hDv/4ivrrSlMZuDPOZzMWp7W4ftw+QFQSwMEFAAAAAgAAAAhALALiCW8AAAAigEAABgAAAB4bC93b3Jrc2hlZXRzL3No"
                    + "ZWV0MS54bWx1kGEOgjAMha9CdgALKP4wYwnqDTxBA1OIbCNbBb29A8yCCfxrX9/XvZUPxj5dLSVFb9Vql7OaqDsBuLKWCt3O"
                    + "dFL7yd1YheRb+wDXWYnVBKkW0jg+gsJGM8En7YqEglszRDZniVfLsSgSFlHOGt02Wt7Ier1xgpPQqCQHEhzGHsqf/7zlR2Ve"
                    + "mlaIyxZR4effDj5cSJiGhOkGX1S4FnAEe5HsMg79MoZf4+aP9+KQ7bMkzOd3YXElCOcXX1BLAQIUAxQAAAAIAAAAIQCbMUIf"
                    + "2wAAADgCAAATAAAAAAAAAAAAAACAAQAAAABbQ29udGVudF9UeXBlc10ueG1sUEsBAhQDFAAAAAgAAAAhAH8RKBaIAAAA7gAA"
                    + "AAsAAAAAAAAAAAAAAIABDAEAAF9yZWxzLy5yZWxzUEsBAhQDFAAAAAgAAAAhAJbcd2uOAAAA4AAAAA8AAAAAAAAAAAAAAIAB"
                    + "vQEAAHhsL3dvcmtib29rLnhtbFBLAQIUAxQAAAAIAAAAIQB9A6GemwAAAGwBAAAaAAAAAAAAAAAAAACAAXgCAAB4bC9fcmVs"
                    + "cy93b3JrYm9vay54bWwucmVsc1BLAQIUAxQAAAAIAAAAIQBzxGt7lAAAAP0AAAANAAAAAAAAAAAAAACAAUsDAAB4bC9zdHls"
                    + "ZXMueG1sUEsBAhQDFAAAAAgAAAAhALALiCW8AAAAigEAABgAAAAAAAAAAAAAAIABCgQAAHhsL3dvcmtzaGVldHMvc2hlZXQx"
                    + "LnhtbFBLBQYAAAAABgAGAIABAAD8BAAAAAA=";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "spreadsheet_processor", Category.DATA, "Read and write XLSX spreadsheets.")
            .tags("spreadsheet", "excel", "xlsx", "workbook", "sheet", "table", "csv", "worksheet", "cells", "rows")
            .phrases(
                    "show the rows of an xlsx sheet",
                    "convert xlsx to csv",
                    "which sheets has this workbook",
                    "write rows to a spreadsheet",
                    "make an Excel workbook of this data",
                    "get the values of a range of cells")
            .operation(Operation.of("read", "Read rows of a sheet.")
                    .main(path())
                    .optional(sheet())
                    .optional(Parameter.bool("header", "Whether the first row names the columns, and rows are maps.")
                            .otherwise(false))
                    .optional(Parameter.integer("start_row", "The first row to read.")
                            .between(1, 1_048_576)
                            .otherwise(1))
                    .optional(
                            Parameter.integer("max_rows", "How many rows to read; more says whether there are others.")
                                    .between(1, 1_048_576)
                                    .otherwise(10_000))
                    .returns(
                            Schema.object(
                                    "The rows.",
                                    Field.of("sheet", Schema.string("The sheet's name.")),
                                    Field.of(
                                            "columns",
                                            Schema.list("The columns, with header.", Schema.string("A name."))),
                                    Field.of("rows", Schema.list("The rows.", Schema.any("A list, or a map."))),
                                    Field.of("row_count", Schema.integer("How many rows were read.")),
                                    Field.of("more", Schema.bool("Whether there are rows after them."))),
                            "rows")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Read a sheet.", Map.of("path", "a.xlsx", "header", true))
                            .with(sample())
                            .gives(Values.map(
                                    "sheet",
                                    "Data",
                                    "columns",
                                    List.of("name", "amount", "day"),
                                    "rows",
                                    List.of(Values.map("name", "Ada", "amount", 1.5, "day", "2024-02-29")),
                                    "row_count",
                                    1,
                                    "more",
                                    false)))
                    .handledBy((args, context) -> SheetReading.read(args, context)))
            .operation(Operation.of("write", "Write a workbook.")
                    .main(Parameter.path("path", "The workbook to write.").needs(Permission.READ, Permission.WRITE))
                    .optional(Parameter.list(
                            "rows",
                            "The rows of the only sheet: lists of cells, or maps, whose names become the first row.",
                            Schema.any("A row.")))
                    .optional(Parameter.text("sheet", "The name of the only sheet.")
                            .otherwise("Sheet1"))
                    .optional(Parameter.map(
                            "sheets",
                            "The rows of each sheet by its name, instead of rows.",
                            Schema.list("Rows.", Schema.any("A row."))))
                    .optional(Parameter.bool(
                                    "dates", "Whether texts such as 2024-01-02 and 2024-01-02T03:04:05 are dates.")
                            .otherwise(true))
                    .optional(Parameter.bool("formulas", "Whether texts that start with = are formulas.")
                            .otherwise(false))
                    .optional(overwrite())
                    .returns(
                            Schema.object(
                                    "What was written.",
                                    Field.of("path", Schema.string("The workbook.")),
                                    Field.of("sheets", Schema.integer("How many sheets it has.")),
                                    Field.of("rows", Schema.integer("How many rows they have together.")),
                                    Field.of("size", Schema.integer("Bytes."))),
                            "path")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Write a table.",
                                    Values.map("path", "b.xlsx", "rows", List.of(List.of("a", 1), List.of("b", 2.5))))
                            .givesAtLeast(Values.map("path", "b.xlsx", "sheets", 1, "rows", 2)))
                    .handledBy((args, context) -> SheetWriting.run(args, context)))
            .operation(Operation.of("sheets", "List the sheets of a workbook.")
                    .main(path())
                    .returns(
                            Schema.object(
                                    "The sheets.",
                                    Field.of(
                                            "sheets",
                                            Schema.list(
                                                    "Each sheet, in order.",
                                                    Schema.object(
                                                            "A sheet.",
                                                            Field.of("name", Schema.string("Its name.")),
                                                            Field.of("rows", Schema.integer("Its last row.")),
                                                            Field.of("columns", Schema.integer("Its last column.")),
                                                            Field.of(
                                                                    "visibility",
                                                                    Schema.string("Visible, or how it is hidden.")))))),
                            "sheets")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("List sheets.", Map.of("path", "a.xlsx"))
                            .with(sample())
                            .gives(Values.map(
                                    "sheets",
                                    List.of(Values.map(
                                            "name", "Data", "rows", 2, "columns", 3, "visibility", "visible")))))
                    .handledBy((args, context) -> SheetReading.sheets(args, context)))
            .operation(Operation.of("to_csv", "Write a sheet as CSV, or give it as text.")
                    .main(path())
                    .optional(sheet())
                    .optional(Parameter.path("target_path", "The file to write; the text is given otherwise.")
                            .alias("output_path")
                            .needs(Permission.READ, Permission.WRITE))
                    .optional(Parameter.text("delimiter", "What stands between cells.")
                            .oneOf(",", ";", "\t", "|")
                            .otherwise(","))
                    .optional(overwrite())
                    .returns(
                            Schema.object(
                                    "What was written.",
                                    Field.of("sheet", Schema.string("The sheet's name.")),
                                    Field.of("rows", Schema.integer("How many rows there are.")),
                                    Field.of(
                                            "csv",
                                            Schema.string("The text, without target_path.")
                                                    .orNull()),
                                    Field.of("path", Schema.string("The file.").orNull()),
                                    Field.of(
                                            "size",
                                            Schema.integer("Bytes of the file.").orNull())),
                            "csv")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of("Turn a sheet into CSV.", Map.of("path", "a.xlsx"))
                            .with(sample())
                            .givesAtLeast(Values.map("rows", 2, "csv", "name,amount,day\nAda,1.5,2024-02-29\n")))
                    .handledBy((args, context) -> SheetCsv.run(args, context)));

    /// One sheet with a header and a row, the smallest that is a workbook.
    private static Fixture sample() {
        return Fixture.NONE.andFile("a.xlsx", Base64.getDecoder().decode(SAMPLE));
    }

    private static Parameter path() {
        return Parameter.path("path", "The workbook.").needs(Permission.READ).alias("input");
    }

    private static Parameter sheet() {
        return Parameter.schema(
                "sheet",
                Schema.either(
                        "The sheet: its name, or its number from 1; the first otherwise.",
                        Schema.integer("Its number.", 1, 10_000),
                        Schema.string("Its name.")));
    }

    private static Parameter overwrite() {
        return Parameter.bool("overwrite", "Whether to replace what is there.").otherwise(false);
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
