package dev.incant.tools.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PdfProcessorTest implements ToolContract {
    @TempDir
    private Path folder;

    private ToolTester tester = ToolTester.of(new PdfProcessor());

    @Override
    public Tool tool() {
        return new PdfProcessor();
    }

    @BeforeEach
    void setUp() throws IOException {
        tester = ToolTester.of(tool()).in(folder.toRealPath());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /// A document whose pages say `word 1`, `word 2`, …, each linked to the last.
    private void pdf(String name, String word, int pages, @Nullable StandardProtectionPolicy policy)
            throws IOException {
        try (PDDocument document = new PDDocument()) {
            List<PDPage> all = new ArrayList<>();
            for (int i = 1; i <= pages; i++) {
                PDPage page = new PDPage(new PDRectangle(300, 200 + i));
                document.addPage(page);
                all.add(page);
                try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                    out.beginText();
                    out.setFont(new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN), 18);
                    out.newLineAtOffset(20, 100);
                    out.showText(word + " " + i);
                    out.endText();
                }
            }
            for (PDPage page : all) {
                PDAnnotationLink link = new PDAnnotationLink();
                PDPageFitDestination there = new PDPageFitDestination();
                there.setPage(all.getLast());
                link.setDestination(there);
                link.setRectangle(new PDRectangle(10, 10, 50, 50));
                page.getAnnotations().add(link);
            }
            document.getDocumentInformation().setTitle("Größe & <more>");
            document.getDocumentInformation().setAuthor("Ada");
            document.getDocumentInformation().setCustomMetadataValue("Ticket", "T-1");
            Calendar made = new GregorianCalendar(TimeZone.getTimeZone("GMT+02:00"));
            made.setTimeInMillis(1_700_000_000_000L);
            document.getDocumentInformation().setCreationDate(made);
            if (policy != null) {
                document.protect(policy);
            }
            document.save(file(name).toFile());
        }
    }

    private static StandardProtectionPolicy protection(String user) {
        AccessPermission permission = new AccessPermission();
        permission.setCanExtractContent(false);
        StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", user, permission);
        policy.setEncryptionKeyLength(256);
        return policy;
    }

    private String text(String name, @Nullable Object... pairs) {
        List<@Nullable Object> all = new ArrayList<>(List.of("path", name));
        all.addAll(java.util.Arrays.asList(pairs));
        return String.valueOf(tester.map("extract_text", all.toArray()).get("text"));
    }

    private String outside(String name) throws IOException {
        return Program.run(folder, "pdftotext", name, "-")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|1", "2-3|2,3", "3-|3,4,5", "-2|1,2", "5-4, 1|5,4,1", "1,1|1,1", " 2 - 2 |2"})
    void pages_are_those_asked_for_in_that_order(String pages, String expected) throws IOException {
        pdf("a.pdf", "word", 5, null);
        assertThat(text("a.pdf", "pages", pages).strip().split("\\s*\f"))
                .containsExactly(Stream.of(expected.split(","))
                        .map(page -> "word " + page)
                        .toArray(String[]::new));
    }

    @Test
    void text_is_what_pdftotext_says() throws IOException {
        pdf("a.pdf", "word", 3, null);
        assertThat(text("a.pdf").replaceAll("\\s+", " ").strip()).isEqualTo(outside("a.pdf"));
        assertThat(text("a.pdf", "start_page", 2, "end_page", 2)).isEqualTo("word 2\n");
        assertThat(tester.map("extract_text", "input", "a.pdf")).containsEntry("page_count", 3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "6", "1-6", "a", "1,,2", "-", "", "1-2-3", "99999999999", "1;2"})
    void pages_that_are_none_are_refused(String pages) throws IOException {
        pdf("a.pdf", "word", 5, null);
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "extract_text", "path", "a.pdf", "pages", pages)
                        .message())
                .contains("pages:");
    }

    @Test
    void start_and_end_are_checked() throws IOException {
        pdf("a.pdf", "word", 5, null);
        tester.fails(ErrorCode.INVALID_PARAMS, "extract_text", "path", "a.pdf", "start_page", 6);
        tester.fails(ErrorCode.INVALID_PARAMS, "extract_text", "path", "a.pdf", "start_page", 3, "end_page", 2);
        tester.fails(ErrorCode.INVALID_PARAMS, "extract_text", "path", "a.pdf", "end_page", 6);
        tester.fails(ErrorCode.INVALID_PARAMS, "extract_text", "path", "a.pdf", "end_page", 1, "pages", "1");
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "extract_text", "path", "a.pdf", "max_length", 10);
    }

    @Test
    void metadata_and_info_are_what_pdfinfo_says() throws IOException {
        pdf("a.pdf", "word", 2, null);
        assertThat(tester.map("extract_metadata", "path", "a.pdf"))
                .containsEntry("title", "Größe & <more>")
                .containsEntry("author", "Ada")
                .containsEntry("created", "2023-11-15T00:13:20+02:00")
                .containsEntry("custom", Map.of("Ticket", "T-1"))
                .containsEntry("subject", null)
                .containsEntry("xmp", null);
        Map<String, @Nullable Object> info = tester.map("info", "path", "a.pdf");
        assertThat(info).containsEntry("page_count", 2L).containsEntry("encrypted", false);
        assertThat((List<?>) info.get("pages"))
                .last()
                .extracting("page", "width", "height", "rotation")
                .containsExactly(2L, 300.0, 202.0, 0L);
        assertThat(Program.run(folder, "pdfinfo", "-isodates", "a.pdf"))
                .contains("Größe & <more>", "Pages:           2", "PDF version:     " + info.get("version"));
    }

    @Test
    void encrypted_documents_are_said_to_be_so_and_open_with_their_password() throws IOException {
        pdf("e.pdf", "secret", 2, protection("user"));
        for (String operation : List.of("extract_text", "extract_metadata", "info")) {
            assertThat(tester.fails(ErrorCode.INVALID_PARAMS, operation, "path", "e.pdf")
                            .message())
                    .contains("password", "encrypted and needs one");
        }
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "info", "path", "e.pdf", "password", "wrong")
                        .message())
                .contains("not that of");
        assertThat(text("e.pdf", "password", "user")).contains("secret 2");
        Map<String, @Nullable Object> info = tester.map("info", "path", "e.pdf", "password", "user");
        assertThat(info).containsEntry("encrypted", true).containsEntry("page_count", 2L);
        assertThat(info).extracting("permissions").extracting("copy").isEqualTo(false);
        tester.call("extract_pages", "path", "e.pdf", "password", "user", "pages", "2", "target_path", "o.pdf");
        assertThat(outside("o.pdf")).isEqualTo("secret 2");
        pdf("open.pdf", "readable", 1, protection(""));
        assertThat(text("open.pdf")).contains("readable 1");
    }

    @Test
    void extracted_pages_hold_nothing_of_the_others() throws IOException {
        pdf("a.pdf", "word", 5, null);
        assertThat(tester.map("extract_pages", "path", "a.pdf", "pages", "3,1", "target_path", "b.pdf"))
                .containsEntry("size", Files.size(file("b.pdf")));
        assertThat(outside("b.pdf")).isEqualTo("word 3 word 1");
        try (PDDocument document = Loader.loadPDF(file("b.pdf").toFile())) {
            document.getDocument().getXrefTable().keySet().forEach(key -> {
                Object object = document.getDocument().getObjectFromPool(key).getObject();
                assertThat(String.valueOf(object)).doesNotContain("205.0");
            });
            assertThat(document.getPage(0).getAnnotations()).hasSize(1);
        }
        Program.run(folder, "pdftoppm", "-r", "20", "-png", "b.pdf", "check");
    }

    @Test
    void a_document_is_split_and_merged_again() throws IOException {
        pdf("a.pdf", "word", 5, null);
        Map<String, @Nullable Object> split = tester.map("split", "path", "a.pdf", "target_path", "parts", "every", 2);
        assertThat((List<?>) split.get("files"))
                .extracting("path")
                .containsExactly("parts/a-001.pdf", "parts/a-002.pdf", "parts/a-003.pdf");
        assertThat(outside("parts/a-003.pdf")).isEqualTo("word 5");
        assertThat(tester.map(
                        "merge",
                        "input",
                        List.of("parts/a-003.pdf", "parts/a-001.pdf", "parts/a-002.pdf"),
                        "target_path",
                        "m.pdf"))
                .containsEntry("page_count", 5L);
        assertThat(outside("m.pdf")).isEqualTo("word 5 word 1 word 2 word 3 word 4");
        tester.call("split", "path", "a.pdf", "target_path", "r", "ranges", List.of("1,5", "2-4"));
        assertThat(outside("r/a-001.pdf")).isEqualTo("word 1 word 5");
        assertThat(tester.fails(ErrorCode.CONFLICT, "split", "path", "a.pdf", "target_path", "parts")
                        .message())
                .contains("exists already");
        tester.call("split", "path", "a.pdf", "target_path", "parts", "overwrite", true);
        tester.fails(
                ErrorCode.INVALID_PARAMS,
                "split",
                "path",
                "a.pdf",
                "target_path",
                "x",
                "every",
                2,
                "ranges",
                List.of("1"));
        tester.fails(ErrorCode.INVALID_PARAMS, "split", "path", "a.pdf", "target_path", "x", "ranges", List.of("9"));
        tester.fails(ErrorCode.INVALID_PARAMS, "split", "path", "a.pdf", "target_path", "x", "every", 0);
        assertThat(file("x")).doesNotExist();
    }

    @Test
    void merging_stops_at_what_cannot_be_read_and_writes_nothing() throws IOException {
        pdf("a.pdf", "word", 1, null);
        pdf("e.pdf", "secret", 1, protection("user"));
        Files.writeString(file("t.pdf"), "text");
        tester.fails(ErrorCode.INVALID_PARAMS, "merge", "input", List.of("a.pdf", "e.pdf"), "target_path", "m.pdf");
        tester.fails(ErrorCode.FAILED, "merge", "input", List.of("a.pdf", "t.pdf"), "target_path", "m.pdf");
        tester.fails(ErrorCode.NOT_FOUND, "merge", "input", List.of("a.pdf", "no.pdf"), "target_path", "m.pdf");
        tester.fails(ErrorCode.CONFLICT, "merge", "input", List.of("a.pdf"), "target_path", "e.pdf");
        assertThat(file("m.pdf")).doesNotExist();
        tester.call("merge", "input", List.of("a.pdf", "e.pdf"), "target_path", "m.pdf", "password", "user");
        assertThat(outside("m.pdf")).isEqualTo("word 1 secret 1");
    }

    @ParameterizedTest
    @CsvSource({"p.png, PNG", "p.jpg, JPEG"})
    void a_page_is_drawn_as_other_programs_see_it(String name, String format) throws IOException {
        pdf("a.pdf", "word", 2, null);
        assertThat(tester.map("render_page", "path", "a.pdf", "target_path", name, "page", 2, "dpi", 72))
                .containsEntry("width", 300L)
                .containsEntry("height", 202L);
        assertThat(Program.run(folder, "identify", "-format", "%m %w %h %k", name))
                .startsWith(format + " 300 202 ")
                .doesNotEndWith(" 1");
        // Where poppler sees ink, there is ink.
        Program.run(folder, "pdftoppm", "-r", "72", "-f", "2", "-l", "2", "-png", "-singlefile", "a.pdf", "theirs");
        String trimmed = "%@";
        String[] ours =
                Program.run(folder, "identify", "-format", trimmed, name).split("[x+]");
        String[] theirs = Program.run(folder, "identify", "-format", trimmed, "theirs.png")
                .split("[x+]");
        for (int i = 0; i < 4; i++) {
            assertThat(Math.abs(Integer.parseInt(ours[i]) - Integer.parseInt(theirs[i])))
                    .isLessThan(12);
        }
    }

    @Test
    void huge_pages_are_refused_before_they_are_drawn() throws IOException {
        pdf("a.pdf", "word", 1, null);
        Files.writeString(file("h.pdf"), sample().replace("[0 0 200 100]", "[0 0 9e4 9e4]"));
        assertThat(tester.fails(ErrorCode.LIMIT_EXCEEDED, "render_page", "path", "h.pdf", "target_path", "h.png")
                        .message())
                .contains("pixels");
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "render_page", "path", "a.pdf", "target_path", "h.png", "dpi", 2400);
        tester.fails(ErrorCode.INVALID_PARAMS, "render_page", "path", "a.pdf", "target_path", "h.gif");
        tester.fails(ErrorCode.INVALID_PARAMS, "render_page", "path", "a.pdf", "target_path", "h.png", "page", 2);
        tester.fails(ErrorCode.INVALID_PARAMS, "render_page", "path", "a.pdf", "target_path", "h.png", "dpi", 0);
    }

    /// A document of one page by hand, whose content stream may be replaced.
    private static String sample() {
        String content = "BT /F 12 Tf 20 50 Td (Hello) Tj ET";
        return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                + "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
                + "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R"
                + " /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>\nendobj\n"
                + "4 0 obj\n<< /Length " + content.length() + " >>\nstream\n" + content + "\nendstream\nendobj\n"
                + "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
                + "trailer\n<< /Root 1 0 R >>\n%%EOF\n";
    }

    @Test
    void references_to_other_files_and_hosts_are_not_followed() throws IOException {
        Files.writeString(file("secret.txt"), "BT /F 12 Tf 20 50 Td (SECRET) Tj ET");
        String external = sample().replaceFirst("<< /Length \\d+ >>", "<< /Length 0 /F (" + file("secret.txt") + ") >>")
                .replaceFirst("stream\nBT.*?ET\n", "stream\n");
        Files.writeString(file("x.pdf"), external);
        assertThat(text("x.pdf")).isBlank();
        Files.writeString(
                file("u.pdf"),
                sample().replace(
                                "/Type /Catalog",
                                "/Type /Catalog /OpenAction << /S /Launch /F (/bin/sh) >>"
                                        + " /AA << /WC << /S /URI /URI (http://127.0.0.1:9/) >> >>"));
        assertThat(text("u.pdf")).isEqualTo("Hello\n");
    }

    @Test
    void streams_that_inflate_to_very_much_are_refused() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream once = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(once)) {
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(twice)) {
            out.write(once.toByteArray());
        }
        Map<String, byte[]> bombs =
                Map.of("/FlateDecode", once.toByteArray(), "[/FlateDecode /FlateDecode]", twice.toByteArray());
        for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
            String content = new String(bomb.getValue(), StandardCharsets.ISO_8859_1);
            String pdf = sample();
            int start = pdf.indexOf("<< /Length");
            int end = pdf.indexOf("\nendstream");
            Files.writeString(
                    file("bomb.pdf"),
                    pdf.substring(0, start) + "<< /Filter " + bomb.getKey() + " /Length " + content.length()
                            + " >>\nstream\n" + content + pdf.substring(end),
                    StandardCharsets.ISO_8859_1);
            assertThat(tester.fails(ErrorCode.LIMIT_EXCEEDED, "extract_text", "path", "bomb.pdf")
                            .message())
                    .contains("inflates");
        }
    }

    @Test
    void forms_that_draw_each_other_without_end_stop_when_the_call_does() throws IOException {
        // Each of thirty forms draws the next one ten times.
        StringBuilder forms = new StringBuilder();
        for (int i = 6; i < 36; i++) {
            String content = "/X Do ".repeat(10);
            forms.append(i)
                    .append(" 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ")
                    .append(i + 1)
                    .append(" 0 R >> >> /Length ")
                    .append(content.length())
                    .append(" >>\nstream\n")
                    .append(content)
                    .append("\nendstream\nendobj\n");
        }
        String pdf = sample().replaceFirst("<< /Length \\d+ >>\nstream\nBT.*?ET", "<< /Length 5 >>\nstream\n/X Do")
                .replace("trailer", forms + "trailer");
        Files.writeString(file("f.pdf"), pdf);
        Cancellation cancellation = new Cancellation();
        Thread canceller = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cancellation.cancel();
        });
        tester = tester.cancelledBy(cancellation);
        tester.fails(ErrorCode.CANCELLED, "extract_text", "path", "f.pdf");
        assertThat(canceller.isAlive()).isFalse();
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        pdf("a.pdf", "word", 2, null);
        byte[] good = Files.readAllBytes(file("a.pdf"));
        Random random = new Random(5);
        for (int i = 0; i < 120; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 4; j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Files.write(file("bad.pdf"), i % 10 == 0 ? java.util.Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
            for (String operation : List.of("extract_text", "info", "extract_metadata")) {
                try {
                    tester.call(operation, "path", "bad.pdf");
                } catch (ToolException e) {
                    assertThat(e.code())
                            .as(e.message())
                            .isIn(ErrorCode.FAILED, ErrorCode.LIMIT_EXCEEDED, ErrorCode.INVALID_PARAMS);
                }
            }
        }
        assertThat(tester.fails(ErrorCode.NOT_FOUND, "info", "path", "none.pdf").message())
                .contains("none.pdf");
    }

    @Test
    void grants_hold_for_every_path() throws IOException {
        pdf("a.pdf", "word", 2, null);
        String there = folder.toRealPath().resolveSibling("elsewhere").toString();
        tester.fails(ErrorCode.DENIED, "info", "path", there + "/a.pdf");
        tester.fails(ErrorCode.DENIED, "extract_pages", "path", "a.pdf", "target_path", there + "/b.pdf");
        tester.fails(ErrorCode.DENIED, "split", "path", "a.pdf", "target_path", there);
        tester.fails(ErrorCode.DENIED, "merge", "input", List.of("a.pdf"), "target_path", there + "/b.pdf");
        tester.fails(ErrorCode.DENIED, "merge", "input", List.of(there + "/a.pdf"), "target_path", "b.pdf");
        tester.fails(ErrorCode.DENIED, "render_page", "path", "a.pdf", "target_path", there + "/b.png");
    }
}
