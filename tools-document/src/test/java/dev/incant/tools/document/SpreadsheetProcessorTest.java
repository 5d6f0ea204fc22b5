package dev.incant.tools.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpreadsheetProcessorTest implements ToolContract {
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    @TempDir
    private Path folder;

    private ToolTester tester = ToolTester.of(new SpreadsheetProcessor());

    @Override
    public Tool tool() {
        return new SpreadsheetProcessor();
    }

    @BeforeEach
    void setUp() throws IOException {
        tester = ToolTester.of(tool()).in(folder.toRealPath());
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Values.list(cells);
    }

    private @Nullable Object rows(String path, @Nullable Object... more) {
        List<@Nullable Object> pairs = new ArrayList<>(List.of("path", path));
        pairs.addAll(java.util.Arrays.asList(more));
        return tester.map("read", pairs.toArray()).get("rows");
    }

    /// What Python's standard library finds in a part of the workbook.
    private String python(String workbook, String part, String xpath) throws IOException {
        Files.writeString(folder.resolve("look.py"), """
                import sys, zipfile, xml.etree.ElementTree as ET
                z = zipfile.ZipFile(sys.argv[1])
                assert z.testzip() is None
                n = {'m': '%s'}
                for e in ET.fromstring(z.read(sys.argv[2])).findall(sys.argv[3], n):
                    print(e.attrib.get('r', ''), e.attrib.get('t', ''), ''.join(e.itertext()), sep='|')
                """.formatted(MAIN));
        return Program.run(folder, "python3", "look.py", workbook, part, xpath);
    }

    @Test
    void types_come_back_as_they_were_written() {
        List<@Nullable Object> cells = row(
                "text",
                42,
                -1.5,
                true,
                false,
                null,
                "2024-02-29",
                "2024-02-29T12:34:56",
                "2024-02-29T12:34:56.789",
                "",
                " padded ",
                "a\tb\nc\rd",
                "_x0041_ \u0001",
                "<&>\"'",
                "😀 größe",
                9_007_199_254_740_992L,
                0.1 + 0.2,
                1e-300,
                "=1+1",
                "007");
        tester.call("write", "path", "a.xlsx", "rows", List.of(cells, List.of(), row("last")));
        assertThat(rows("a.xlsx")).isEqualTo(List.of(Values.deep(cells), List.of(), row("last")));
    }

    @Test
    void other_programs_find_numbers_texts_and_dates_in_their_places() throws IOException {
        tester.call("write", "path", "a.xlsx", "rows", List.of(row("x", 1.5, true, "2024-03-01"), row("y<&>", 2)));
        assertThat(python("a.xlsx", "xl/worksheets/sheet1.xml", ".//m:c").lines())
                .containsExactly("A1|s|0", "B1|n|1.5", "C1|b|1", "D1|n|45352.0", "A2|s|1", "B2|n|2");
        assertThat(python("a.xlsx", "xl/sharedStrings.xml", ".//m:si").lines()).containsExactly("||x", "||y<&>");
        assertThat(Program.run(folder, "unzip", "-t", "a.xlsx")).contains("No errors");
    }

    @Test
    void maps_become_a_header_and_are_read_with_one() {
        List<@Nullable Object> people = List.of(
                Values.map("name", "Ada", "age", 36), Values.map("name", "Alan", "age", null), Values.map("age", 3));
        tester.call("write", "path", "a.xlsx", "rows", people, "sheet", "People");
        assertThat(tester.map("read", "path", "a.xlsx", "header", true))
                .containsEntry("sheet", "People")
                .containsEntry("columns", List.of("name", "age"))
                .containsEntry(
                        "rows",
                        List.of(
                                Values.deep(Values.map("name", "Ada", "age", 36)),
                                Values.deep(Values.map("name", "Alan", "age", null)),
                                Values.deep(Values.map("name", null, "age", 3))));
    }

    @Test
    void sheets_are_found_by_name_and_number() {
        Map<String, @Nullable Object> sheets = new LinkedHashMap<>();
        sheets.put("One", List.of(row(1)));
        sheets.put("Zwei ö", List.of(row(2, 3), row(), row(4)));
        tester.call("write", "path", "a.xlsx", "sheets", sheets);
        assertThat(tester.call("sheets", "path", "a.xlsx"))
                .isEqualTo(Values.map(
                        "sheets",
                        List.of(
                                Values.deep(
                                        Values.map("name", "One", "rows", 1, "columns", 1, "visibility", "visible")),
                                Values.deep(Values.map(
                                        "name", "Zwei ö", "rows", 3, "columns", 2, "visibility", "visible")))));
        assertThat(rows("a.xlsx", "sheet", "Zwei ö")).isEqualTo(rows("a.xlsx", "sheet", 2));
        assertThat(tester.fails(ErrorCode.NOT_FOUND, "read", "path", "a.xlsx", "sheet", "Ome")
                        .message())
                .contains("did you mean 'One'");
        tester.fails(ErrorCode.INVALID_PARAMS, "read", "path", "a.xlsx", "sheet", 3);
    }

    @Test
    void rows_can_be_read_in_parts() {
        List<@Nullable Object> all = new ArrayList<>();
        for (long i = 1; i <= 25; i++) {
            all.add(row(i));
        }
        tester.call("write", "path", "a.xlsx", "rows", all);
        assertThat(tester.map("read", "path", "a.xlsx", "max_rows", 10))
                .containsEntry("more", true)
                .containsEntry("row_count", 10L);
        assertThat(tester.map("read", "path", "a.xlsx", "start_row", 21, "max_rows", 10))
                .containsEntry("more", false)
                .containsEntry("rows", all.subList(20, 25));
    }

    @Test
    void csv_is_quoted_where_it_must_be() throws IOException {
        tester.call(
                "write", "path", "a.xlsx", "rows", List.of(row("a,b", "say \"x\"", null), row(1, "two\nlines", 2.5)));
        String csv = "\"a,b\",\"say \"\"x\"\"\",\n1,\"two\nlines\",2.5\n";
        assertThat(tester.map("to_csv", "path", "a.xlsx"))
                .containsEntry("csv", csv)
                .containsEntry("rows", 2L);
        assertThat(tester.map("to_csv", "path", "a.xlsx", "target_path", "a.csv"))
                .containsEntry("csv", null)
                .containsEntry("size", (long) csv.length());
        assertThat(Files.readString(folder.resolve("a.csv"))).isEqualTo(csv);
        assertThat(Program.run(
                        folder, "python3", "-c", "import csv; print(list(csv.reader(open('a.csv', newline=''))))"))
                .isEqualTo("[['a,b', 'say \"x\"', ''], ['1', 'two\\nlines', '2.5']]\n");
        tester.fails(ErrorCode.CONFLICT, "to_csv", "path", "a.xlsx", "target_path", "a.csv");
        tester.fails(ErrorCode.INVALID_PARAMS, "to_csv", "path", "a.xlsx", "delimiter", "x");
    }

    /// A workbook by hand, as other programs write them.
    private void workbook(String name, String sheet, String styles) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        String packages = "http://schemas.openxmlformats.org/package/2006/";
        String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        parts.put(
                "[Content_Types].xml",
                "<Types xmlns=\"" + packages + "content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\""
                        + type + "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\""
                        + type + "worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" + type
                        + "styles+xml\"/></Types>");
        parts.put(
                "_rels/.rels",
                "<Relationships xmlns=\"" + packages + "relationships\"><Relationship Id=\"r1\" Type=\"" + office
                        + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        parts.put(
                "xl/workbook.xml",
                "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + office
                        + "\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        parts.put(
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"" + packages + "relationships\"><Relationship Id=\"r1\" Type=\"" + office
                        + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" + office
                        + "/styles\" Target=\"styles.xml\"/></Relationships>");
        parts.put("xl/styles.xml", styles);
        parts.put("xl/worksheets/sheet1.xml", sheet);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String sheet(String cells) {
        return "<worksheet xmlns=\"" + MAIN + "\"><sheetData><row r=\"1\">" + cells + "</row></sheetData></worksheet>";
    }

    private static final String STYLES = "<styleSheet xmlns=\"" + MAIN
            + "\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"[Red]&quot;day&quot; 0.0\"/>"
            + "<numFmt numFmtId=\"171\" formatCode=\"d/m/yy h:mm\"/><numFmt numFmtId=\"172\" formatCode=\"[h]:mm\"/>"
            + "</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"21\"/><xf numFmtId=\"170\"/>"
            + "<xf numFmtId=\"171\"/><xf numFmtId=\"172\"/></cellXfs></styleSheet>";

    @Test
    void formulas_give_their_last_value_and_formats_say_what_is_a_date() throws IOException {
        workbook(
                "h.xlsx",
                sheet("<c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c>"
                        + "<c r=\"C1\" t=\"e\"><v>#DIV/0!</v></c><c r=\"D1\" s=\"1\"><v>45351</v></c>"
                        + "<c r=\"E1\" s=\"2\"><v>0.5</v></c><c r=\"F1\" s=\"3\"><v>7</v></c>"
                        + "<c r=\"G1\" s=\"4\"><v>45351.25</v></c><c r=\"H1\" s=\"5\"><v>1.5</v></c>"
                        + "<c r=\"I1\" s=\"1\"><v>1</v></c><c r=\"K1\" t=\"b\"><f>TRUE()</f><v>1</v></c>"),
                STYLES);
        assertThat(rows("h.xlsx"))
                .isEqualTo(List.of(Values.deep(row(
                        2,
                        "ab",
                        "#DIV/0!",
                        "2024-02-29",
                        "12:00:00",
                        7,
                        "2024-02-29T06:00:00",
                        1.5,
                        "1900-01-01",
                        null,
                        true))));
        tester.call("write", "path", "f.xlsx", "rows", List.of(row("=SUM(1,2)")), "formulas", true);
        assertThat(python("f.xlsx", "xl/worksheets/sheet1.xml", ".//m:f")).contains("SUM(1,2)");
    }

    @Test
    void document_types_entities_and_bombs_are_refused() throws IOException {
        Files.writeString(folder.resolve("secret"), "SECRET");
        String entity = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file://" + folder.resolve("secret") + "\">]>"
                + sheet("<c r=\"A1\" t=\"inlineStr\"><is><t>&e;</t></is></c>");
        workbook("x.xlsx", entity, STYLES);
        assertThat(tester.fails(ErrorCode.FAILED, "read", "path", "x.xlsx").message())
                .contains("sheet1.xml", "document type");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("b.xlsx")))) {
            zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
            OutputStream out = zip;
            for (int i = 0; i < 60; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "sheets", "path", "b.xlsx");
        Files.writeString(folder.resolve("t.xlsx"), "text");
        tester.fails(ErrorCode.FAILED, "read", "path", "t.xlsx");
        // Five million empty rows by one number.
        workbook("r.xlsx", sheet("").replace("r=\"1\"", "r=\"2000000000\""), STYLES);
        try {
            tester.call("read", "path", "r.xlsx", "max_rows", 10);
        } catch (ToolException e) {
            assertThat(e.code()).isIn(ErrorCode.FAILED, ErrorCode.LIMIT_EXCEEDED);
        }
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        workbook("good.xlsx", sheet("<c r=\"A1\" s=\"1\"><v>45351</v></c><c r=\"B1\" t=\"b\"><v>1</v></c>"), STYLES);
        byte[] good = Files.readAllBytes(folder.resolve("good.xlsx"));
        Random random = new Random(9);
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            Files.write(folder.resolve("bad.xlsx"), bad);
            try {
                tester.call("read", "path", "bad.xlsx");
            } catch (ToolException e) {
                assertThat(e.code()).as(e.message()).isIn(ErrorCode.FAILED, ErrorCode.LIMIT_EXCEEDED);
            }
        }
        for (String wrong : List.of("t=\"n\"><v>x</v>", "t=\"s\"><v>99</v>", "s=\"99\"><v>1</v>", "t=\"d\"><v>9</v>")) {
            workbook("w.xlsx", sheet("<c r=\"A1\" " + wrong + "</c>"), STYLES);
            try {
                tester.call("read", "path", "w.xlsx");
            } catch (ToolException e) {
                assertThat(e.code()).as(wrong).isEqualTo(ErrorCode.FAILED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "[x]", "'q", "a name that is longer than excel allows"})
    void names_that_no_sheet_may_have_are_refused(String name) {
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "write", "path", "a.xlsx", "rows", List.of(), "sheet", name)
                        .message())
                .contains("sheet:");
        assertThat(folder.resolve("a.xlsx")).doesNotExist();
    }

    @Test
    void what_a_cell_cannot_keep_is_refused_and_nothing_is_written() throws IOException {
        for (Object bad : List.of(
                Long.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, List.of(1L), Map.of("a", 1L), new byte[1])) {
            assertThat(tester.fails(
                                    ErrorCode.INVALID_PARAMS,
                                    "write",
                                    "path",
                                    "a.xlsx",
                                    "rows",
                                    List.of(row("a"), row(1, bad)))
                            .message())
                    .contains("row 2, column 2");
        }
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "write", "path", "a.xlsx", "rows", List.of(row("x".repeat(40_000))));
        tester.fails(ErrorCode.INVALID_PARAMS, "write", "path", "a.xlsx", "rows", List.of(row(1), "text"));
        tester.fails(
                ErrorCode.INVALID_PARAMS, "write", "path", "a.xlsx", "rows", List.of(Map.of("a", 1L), Map.of("b", 1L)));
        tester.fails(ErrorCode.INVALID_PARAMS, "write", "path", "a.xlsx");
        tester.fails(ErrorCode.INVALID_PARAMS, "write", "path", "a.xlsx", "sheets", Map.of());
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        tester.cancelledBy(cancellation).fails(ErrorCode.CANCELLED, "write", "path", "a.xlsx", "rows", List.of(row(1)));
        try (var all = Files.list(folder)) {
            assertThat(all.toList()).isEmpty();
        }
        tester.call("write", "path", "a.xlsx", "rows", List.of(row(1)));
        tester.fails(ErrorCode.CONFLICT, "write", "path", "a.xlsx", "rows", List.of(row(2)));
        tester.call("write", "path", "a.xlsx", "rows", List.of(row(2)), "overwrite", true);
        assertThat(rows("a.xlsx")).isEqualTo(List.of(row(2)));
    }

    @Test
    void grants_hold_for_every_path() throws IOException {
        String there = folder.toRealPath().resolveSibling("elsewhere").toString();
        tester.call("write", "path", "a.xlsx", "rows", List.of(row(1)));
        tester.fails(ErrorCode.DENIED, "read", "path", there + "/a.xlsx");
        tester.fails(ErrorCode.DENIED, "write", "path", there + "/a.xlsx", "rows", List.of(row(1)));
        tester.fails(ErrorCode.DENIED, "to_csv", "path", "a.xlsx", "target_path", there + "/a.csv");
        tester.fails(ErrorCode.NOT_FOUND, "read", "path", "none.xlsx");
    }

    @Provide
    Arbitrary<List<List<@Nullable Object>>> tables() {
        Arbitrary<@Nullable Object> cell = Arbitraries.oneOf(
                Arbitraries.longs().between(-(1L << 53), 1L << 53).map(Object.class::cast),
                Arbitraries.doubles().filter(d -> d != Math.rint(d)).map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast),
                Arbitraries.strings().ofMaxLength(20).map(Object.class::cast),
                Arbitraries.of("2024-02-30", "1999-12-31", "2030-01-01T23:59:59.999", "_x000D_", "1", "true")
                        .map(Object.class::cast));
        return cell.list().ofMinSize(1).ofMaxSize(6).list().ofMinSize(1).ofMaxSize(8);
    }

    @Property(tries = 150)
    void every_table_comes_back_as_it_was(@ForAll("tables") List<List<@Nullable Object>> table) throws IOException {
        Path place = Files.createTempDirectory("incant-table-").toRealPath();
        try {
            ToolTester here = ToolTester.of(tool()).in(place);
            here.call("write", "path", "a.xlsx", "rows", table);
            assertThat(here.map("read", "path", "a.xlsx").get("rows")).isEqualTo(table);
        } finally {
            Files.deleteIfExists(place.resolve("a.xlsx"));
            Files.deleteIfExists(place);
        }
    }
}
