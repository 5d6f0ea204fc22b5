package dev.incant.tools.document.pdf;

import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.jspecify.annotations.Nullable;

/// Tells what a document is, and what it says of itself.
public final class PdfFacts {
    private static final int LARGEST_XMP = 1 << 20;
    private static final Set<String> KNOWN = Set.of(
            "Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped");

    private PdfFacts() {}

    /// Pages, sizes, protection.
    public static Object info(Args args, ToolContext context) {
        return PdfFile.with(args, context, file -> {
            AccessPermission may = file.document().getCurrentAccessPermission();
            PDAcroForm form = file.document().getDocumentCatalog().getAcroForm(null);
            return Values.map(
                    "page_count",
                    (long) file.count(),
                    "version",
                    String.format(java.util.Locale.ROOT, "%.1f", file.document().getVersion()),
                    "size",
                    context.files().info(file.path()).size(),
                    "encrypted",
                    file.encrypted(),
                    "permissions",
                    Values.map(
                            "print", may.canPrint(),
                            "modify", may.canModify(),
                            "copy", may.canExtractContent(),
                            "annotate", may.canModifyAnnotations(),
                            "fill_forms", may.canFillInForm(),
                            "assemble", may.canAssembleDocument()),
                    "form_fields",
                    form == null ? 0L : (long) form.getFields().size(),
                    "pages",
                    pages(file));
        });
    }

    private static List<@Nullable Object> pages(PdfFile file) {
        List<@Nullable Object> pages = new ArrayList<>();
        for (PDPage page : file.document().getPages()) {
            file.context().checkCancelled();
            PDRectangle box = page.getCropBox();
            pages.add(Values.map(
                    "page",
                    pages.size() + 1L,
                    "width",
                    (double) box.getWidth(),
                    "height",
                    (double) box.getHeight(),
                    "rotation",
                    (long) page.getRotation()));
        }
        return pages;
    }

    /// Title, author, dates and the rest.
    public static Object metadata(Args args, ToolContext context) {
        return PdfFile.with(args, context, file -> {
            PDDocumentInformation info = file.document().getDocumentInformation();
            Map<String, @Nullable Object> custom = new LinkedHashMap<>();
            for (String key : new TreeSet<>(info.getMetadataKeys())) {
                if (!KNOWN.contains(key) && info.getCustomMetadataValue(key) != null) {
                    custom.put(key, info.getCustomMetadataValue(key));
                }
            }
            return Values.map(
                    "title", info.getTitle(),
                    "author", info.getAuthor(),
                    "subject", info.getSubject(),
                    "keywords", info.getKeywords(),
                    "creator", info.getCreator(),
                    "producer", info.getProducer(),
                    "created", date(info.getCreationDate()),
                    "modified", date(info.getModificationDate()),
                    "custom", custom,
                    "xmp", xmp(file));
        });
    }

    private static @Nullable String date(@Nullable Calendar date) {
        return date == null
                ? null
                : date.toInstant()
                        .atZone(date.getTimeZone().toZoneId())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toOffsetDateTime()
                        .toString();
    }

    /// The XMP packet as it is, not parsed: no entity in it is ever resolved.
    private static @Nullable String xmp(PdfFile file) throws IOException {
        PDMetadata metadata = file.document().getDocumentCatalog().getMetadata();
        if (metadata == null) {
            return null;
        }
        try (InputStream in = metadata.exportXMPMetadata()) {
            byte[] bytes = in.readNBytes(LARGEST_XMP + 1);
            return bytes.length > LARGEST_XMP ? null : new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
