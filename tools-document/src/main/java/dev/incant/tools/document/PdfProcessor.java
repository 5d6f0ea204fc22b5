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
import dev.incant.tools.document.pdf.PdfFacts;
import dev.incant.tools.document.pdf.PdfPages;
import dev.incant.tools.document.pdf.PdfRendering;
import dev.incant.tools.document.pdf.PdfText;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Reads, takes apart, joins and draws PDF documents. References to other files and the network are never followed and
/// scripts never run. What an owner's password forbids is told, not enforced. Documents are held in memory, so they are
/// bounded by the session's `fileSize`; streams that inflate to more than 128 MiB are refused.
public final class PdfProcessor implements Tool {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// A document of two pages, written by hand.
    private static final String SAMPLE = """
            %PDF-1.4
            1 0 obj
            << /Type /Catalog /Pages 2 0 R >>
            endobj
            2 0 obj
            << /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>
            endobj
            3 0 obj
            << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 7 0 R >> >> >>
            endobj
            4 0 obj
            << /Length 39 >>
            stream
            BT /F 12 Tf 20 50 Td (First page) Tj ET
            endstream
            endobj
            5 0 obj
            << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 6 0 R /Resources << /Font << /F 7 0 R >> >> >>
            endobj
            6 0 obj
            << /Length 40 >>
            stream
            BT /F 12 Tf 20 50 Td (Second page) Tj ET
            endstream
            endobj
            7 0 obj
            << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
            endobj
            8 0 obj
            << /Title (Sample) /Author (Ada) >>
            endobj
            xref
            0 9
            0000000000 65535 f\s
            0000000009 00000 n\s
            0000000058 00000 n\s
            0000000121 00000 n\s
            0000000246 00000 n\s
            0000000335 00000 n\s
            0000000460 00000 n\s
            0000000550 00000 n\s
            0000000620 00000 n\s
            trailer
            << /Size 9 /Root 1 0 R /Info 8 0 R >>
            startxref
            671
            %%EOF
            """;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "pdf_processor", Category.DATA, "Read, split, merge and draw PDF documents.")
            .aliases("pdf-processor")
            .tags("pdf", "document", "text", "pages", "merge", "split", "render", "page", "author", "combine")
            .phrases(
                    "extract the text of a pdf",
                    "page count and page size of a document",
                    "who is the author of this pdf",
                    "merge two pdf files",
                    "split a pdf into pages",
                    "turn a pdf page into an image",
                    "copy some pages into a new pdf")
            .operation(paged(Operation.of("extract_text", "Extract the text of a document or of some pages.")
                            .main(path()))
                    .optional(Parameter.bool(
                                    "sort",
                                    "Whether text is put in the order seen on the page rather than that of the file.")
                            .otherwise(false))
                    .optional(Parameter.integer("max_length", "How many characters there may be.")
                            .between(1, 100_000_000)
                            .otherwise(10_000_000))
                    .returns(
                            Schema.object(
                                    "The text.",
                                    Field.of("text", Schema.string("The text, a form feed between pages.")),
                                    Field.of("pages", pages()),
                                    Field.of("page_count", pageCount())),
                            "text")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Read the second page.", Values.map("path", "a.pdf", "pages", "2"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .gives(Values.map("text", "Second page\n", "pages", List.of(2), "page_count", 2)))
                    .handledBy((args, context) -> PdfText.run(args, context)))
            .operation(Operation.of("extract_metadata", "Tell what a document says of itself: title, author, dates.")
                    .main(path())
                    .optional(password())
                    .returns(metadata(), "title")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Read title and author.", Map.of("path", "a.pdf"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("title", "Sample", "author", "Ada", "created", null)))
                    .handledBy((args, context) -> PdfFacts.metadata(args, context)))
            .operation(Operation.of("info", "Tell how many pages a document has, how large they are, what it allows.")
                    .main(path())
                    .optional(password())
                    .returns(info(), "page_count")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Count pages.", Map.of("path", "a.pdf"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("page_count", 2, "version", "1.4", "encrypted", false)))
                    .handledBy((args, context) -> PdfFacts.info(args, context)))
            .operation(paged(Operation.of("extract_pages", "Write some pages of a document as a new one.")
                            .main(path()))
                    .required(target("The document to write."))
                    .optional(overwrite())
                    .returns(
                            Schema.object(
                                    "What was written.",
                                    Field.of("path", Schema.string("The new document.")),
                                    Field.of("pages", pages()),
                                    Field.of("size", size())),
                            "path")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Turn the pages around.",
                                    Values.map("path", "a.pdf", "pages", "2-1", "target_path", "b.pdf"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("path", "b.pdf", "pages", List.of(2, 1))))
                    .handledBy((args, context) -> PdfPages.extract(args, context)))
            .operation(Operation.of("split", "Write a document in parts, as NAME-001.pdf and so on.")
                    .main(path())
                    .optional(password())
                    .required(target("The folder to write to; made when missing."))
                    .optional(Parameter.integer("every", "How many pages each part has.")
                            .between(1, 1_000_000)
                            .otherwise(1))
                    .optional(Parameter.list(
                                    "ranges",
                                    "The pages of each part, instead of every.",
                                    Schema.string("Pages such as 1-3,7."))
                            .between(1, 10_000))
                    .optional(overwrite())
                    .returns(split(), "files")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of("Write each page alone.", Values.map("path", "a.pdf", "target_path", "out"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("page_count", 2)))
                    .handledBy((args, context) -> PdfPages.split(args, context)))
            .operation(Operation.of("merge", "Write several documents as one.")
                    .required(Parameter.list("input", "The documents, in order.", Schema.string("A path."))
                            .between(1, 1000)
                            .alias("paths", "files")
                            .needs(Permission.READ))
                    .required(target("The document to write."))
                    .optional(password())
                    .optional(overwrite())
                    .returns(
                            Schema.object(
                                    "What was written.",
                                    Field.of("path", Schema.string("The new document.")),
                                    Field.of("page_count", pageCount()),
                                    Field.of("size", size())),
                            "path")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Join two documents.",
                                    Values.map("input", List.of("a.pdf", "a.pdf"), "target_path", "b.pdf"))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("path", "b.pdf", "page_count", 4)))
                    .handledBy((args, context) -> PdfPages.merge(args, context)))
            .operation(Operation.of("render_page", "Draw a page as a PNG or JPEG image of at most 40 megapixels.")
                    .main(path())
                    .optional(password())
                    .required(target("The image to write; its ending says the format: .png, .jpg, .jpeg."))
                    .optional(Parameter.integer("page", "The page.")
                            .between(1, 1_000_000)
                            .otherwise(1))
                    .optional(Parameter.number("dpi", "Dots per inch.")
                            .between(1, 2400)
                            .otherwise(150.0))
                    .optional(overwrite())
                    .returns(rendered(), "path")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Draw the first page small.",
                                    Values.map("path", "a.pdf", "target_path", "a.png", "dpi", 72))
                            .with(Fixture.file("a.pdf", SAMPLE))
                            .givesAtLeast(Values.map("path", "a.png", "width", 200, "height", 100, "format", "png")))
                    .handledBy((args, context) -> PdfRendering.run(args, context)));

    private static Parameter path() {
        return Parameter.path("path", "The document.").needs(Permission.READ).alias("input");
    }

    private static Parameter password() {
        return Parameter.text("password", "The password of an encrypted document.");
    }

    private static Parameter target(String meaning) {
        return Parameter.path("target_path", meaning).alias("output_path").needs(Permission.READ, Permission.WRITE);
    }

    private static Parameter overwrite() {
        return Parameter.bool("overwrite", "Whether to replace what is there.").otherwise(false);
    }

    private static Operation paged(Operation operation) {
        return operation
                .optional(password())
                .optional(Parameter.text("pages", "Pages in order, such as 1-3,7,9-; all otherwise.")
                        .atMost(10_000))
                .optional(Parameter.integer("start_page", "The first page, instead of pages.")
                        .between(1, 1_000_000))
                .optional(Parameter.integer("end_page", "The last page, instead of pages.")
                        .between(1, 1_000_000));
    }

    private static Schema pages() {
        return Schema.list("The pages meant, in order.", Schema.integer("A page's number."));
    }

    private static Schema pageCount() {
        return Schema.integer("How many pages the document has.");
    }

    private static Schema size() {
        return Schema.integer("Bytes written.");
    }

    private static Schema text(String meaning) {
        return Schema.string(meaning).orNull();
    }

    private static Schema metadata() {
        return Schema.object(
                "What it says; null where it says nothing.",
                Field.of("title", text("The title.")),
                Field.of("author", text("The author.")),
                Field.of("subject", text("The subject.")),
                Field.of("keywords", text("The keywords.")),
                Field.of("creator", text("The program it was written with.")),
                Field.of("producer", text("The program that made the PDF.")),
                Field.of("created", text("When it was made.")),
                Field.of("modified", text("When it was changed.")),
                Field.of("custom", Schema.map("Other entries.", Schema.string("A value."))),
                Field.of("xmp", text("The XMP packet as it is, when it has at most 1 MiB.")));
    }

    private static Schema info() {
        return Schema.object(
                "What it is.",
                Field.of("page_count", pageCount()),
                Field.of("version", Schema.string("The version of PDF.")),
                Field.of("size", Schema.integer("Bytes of the file.")),
                Field.of("encrypted", Schema.bool("Whether it is encrypted.")),
                Field.of(
                        "permissions",
                        Schema.object(
                                "What its owner allows.",
                                Field.of("print", Schema.bool("To print it.")),
                                Field.of("modify", Schema.bool("To change it.")),
                                Field.of("copy", Schema.bool("To copy its text.")),
                                Field.of("annotate", Schema.bool("To add notes.")),
                                Field.of("fill_forms", Schema.bool("To fill in forms.")),
                                Field.of("assemble", Schema.bool("To rearrange pages.")))),
                Field.of("form_fields", Schema.integer("How many form fields stand at the top of its tree.")),
                Field.of(
                        "pages",
                        Schema.list(
                                "Each page.",
                                Schema.object(
                                        "A page.",
                                        Field.of("page", Schema.integer("Its number.")),
                                        Field.of("width", Schema.number("Points, of which an inch has 72.")),
                                        Field.of("height", Schema.number("Points.")),
                                        Field.of("rotation", Schema.integer("Degrees clockwise."))))));
    }

    private static Schema split() {
        return Schema.object(
                "What was written.",
                Field.of(
                        "files",
                        Schema.list(
                                "The parts.",
                                Schema.object(
                                        "A part.",
                                        Field.of("path", Schema.string("The new document.")),
                                        Field.of("pages", pages()),
                                        Field.of("size", size())))),
                Field.of("page_count", pageCount()));
    }

    private static Schema rendered() {
        return Schema.object(
                "What was drawn.",
                Field.of("path", Schema.string("The image.")),
                Field.of("page", Schema.integer("The page.")),
                Field.of("width", Schema.integer("Pixels.")),
                Field.of("height", Schema.integer("Pixels.")),
                Field.of("format", Schema.oneOf("The format.", "png", "jpeg")),
                Field.of("size", size()));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}
