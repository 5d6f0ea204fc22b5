package dev.incant.tools.document.pdf;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.multipdf.PDFMergerUtility;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.jspecify.annotations.Nullable;

/// Makes documents of the pages of others. What is written is not encrypted and holds nothing of the pages left out:
/// links to pages and the tree of form fields, which lead there, are dropped; fields keep their look.
public final class PdfPages {
    private static final int MOST_FILES = 10_000;

    private PdfPages() {}

    /// Writes some pages of a document as one.
    public static Object extract(Args args, ToolContext context) {
        String target = args.string("target_path");
        requireFree(context, args, target);
        return PdfFile.with(args, context, file -> {
            List<Integer> pages = file.pages(args);
            return Values.map(
                    "path",
                    target,
                    "pages",
                    pages.stream().map(Integer::longValue).toList(),
                    "size",
                    write(file, pages, target));
        });
    }

    /// Writes a document in parts.
    public static Object split(Args args, ToolContext context) {
        return PdfFile.with(args, context, file -> {
            List<List<Integer>> parts = parts(args, file);
            String folder = args.string("target_path");
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            String stem = name.toLowerCase(Locale.ROOT).endsWith(".pdf") ? name.substring(0, name.length() - 4) : name;
            int digits = Math.max(3, String.valueOf(parts.size()).length());
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= parts.size(); i++) {
                String number = "0".repeat(digits - String.valueOf(i).length()) + i;
                names.add((folder.endsWith("/") ? folder : folder + "/") + stem + "-" + number + ".pdf");
            }
            context.files().createDirectory(folder);
            names.forEach(each -> requireFree(context, args, each));
            List<@Nullable Object> written = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                context.progress().report(i, parts.size(), names.get(i));
                written.add(Values.map(
                        "path",
                        names.get(i),
                        "pages",
                        parts.get(i).stream().map(Integer::longValue).toList(),
                        "size",
                        write(file, parts.get(i), names.get(i))));
            }
            return Values.map("files", written, "page_count", (long) file.count());
        });
    }

    private static List<List<Integer>> parts(Args args, PdfFile file) {
        List<List<Integer>> parts = new ArrayList<>();
        if (args.has("ranges")) {
            if (args.given("every")) {
                throw ToolException.invalidParams("give either every or ranges");
            }
            args.strings("ranges").forEach(range -> parts.add(PageRange.of("ranges", range, file.count())));
        } else {
            int every = args.intValue("every");
            for (int first = 1; first <= file.count(); first += every) {
                int last = Math.min(file.count(), first + every - 1);
                parts.add(PageRange.of("every", first + "-" + last, file.count()));
            }
        }
        if (parts.size() > MOST_FILES) {
            throw ToolException.limitExceeded("every: gives more than " + MOST_FILES + " files");
        }
        return parts;
    }

    /// Writes several documents as one.
    public static Object merge(Args args, ToolContext context) {
        String target = args.string("target_path");
        requireFree(context, args, target);
        String password = args.optionalString("password").orElse(null);
        List<PdfFile> sources = new ArrayList<>();
        try (PDDocument merged = new PDDocument()) {
            PDFMergerUtility merger = new PDFMergerUtility();
            for (String path : args.strings("input")) {
                context.progress().report(sources.size(), args.strings("input").size(), path);
                PdfFile.guarded(path, () -> {
                    PdfFile source = PdfFile.open(context, path, password);
                    sources.add(source);
                    merger.appendDocument(merged, source.document());
                    return source;
                });
            }
            long size = save(context, merged, target);
            return Values.map("path", target, "page_count", (long) merged.getNumberOfPages(), "size", size);
        } catch (IOException e) {
            throw ToolException.failed(target + ": cannot be written: " + e.getMessage());
        } finally {
            // Only now: the merged document reads from them while it is saved.
            for (PdfFile source : sources) {
                closeQuietly(source);
            }
        }
    }

    private static void closeQuietly(PdfFile source) {
        try {
            source.close();
        } catch (IOException e) {
            // All of it is in memory: nothing is left open.
        }
    }

    private static void requireFree(ToolContext context, Args args, String target) {
        if (!args.bool("overwrite") && context.files().exists(target)) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
    }

    private static long save(ToolContext context, PDDocument document, String target) throws IOException {
        try (Files.Replacement file = context.files().replace(target)) {
            document.save(file.out());
            return file.commit();
        }
    }

    private static long write(PdfFile file, List<Integer> pages, String target) throws IOException {
        try (PDDocument part = new PDDocument()) {
            part.setVersion(file.document().getVersion());
            for (int number : pages) {
                file.context().checkCancelled();
                PDPage page = file.document().getPage(number - 1);
                PDPage copy = part.importPage(page);
                copy.setMediaBox(page.getMediaBox());
                copy.setCropBox(page.getCropBox());
                copy.setRotation(page.getRotation());
                copy.setResources(page.getResources());
                copy.getCOSObject().removeItem(COSName.STRUCT_PARENTS);
                copy.getCOSObject().removeItem(COSName.B);
                copy.getCOSObject().removeItem(COSName.AA);
                alone(copy);
            }
            return save(file.context(), part, target);
        }
    }

    /// Takes from the annotations what leads to other pages.
    private static void alone(PDPage page) {
        COSArray annotations = page.getCOSObject().getCOSArray(COSName.ANNOTS);
        if (annotations == null) {
            return;
        }
        COSArray kept = new COSArray();
        for (int i = 0; i < annotations.size(); i++) {
            if (annotations.getObject(i) instanceof COSDictionary annotation) {
                COSDictionary copy = new COSDictionary(annotation);
                copy.removeItem(COSName.DEST);
                copy.removeItem(COSName.PARENT);
                copy.removeItem(COSName.AA);
                copy.removeItem(COSName.STRUCT_PARENT);
                copy.removeItem(COSName.getPDFName("Popup"));
                copy.removeItem(COSName.getPDFName("IRT"));
                COSBase action = copy.getDictionaryObject(COSName.A);
                if (!(action instanceof COSDictionary what && "URI".equals(what.getNameAsString(COSName.S)))) {
                    copy.removeItem(COSName.A);
                } else if (what.containsKey(COSName.getPDFName("Next"))) {
                    copy.removeItem(COSName.A);
                }
                copy.setItem(COSName.P, page);
                if (!"Popup".equals(copy.getNameAsString(COSName.SUBTYPE))) {
                    kept.add(copy);
                }
            }
        }
        page.getCOSObject().setItem(COSName.ANNOTS, kept);
    }
}
