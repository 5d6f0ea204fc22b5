package dev.incant.tools.document.pdf;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.jspecify.annotations.Nullable;

/// A PDF document that is open. All of it is in memory; references to other files and to the network are never
/// followed, and scripts never run. Close it.
final class PdfFile implements AutoCloseable {
    private final ToolContext context;
    private final String path;
    private final PDDocument document;

    private PdfFile(ToolContext context, String path, PDDocument document) {
        this.context = context;
        this.path = path;
        this.document = document;
    }

    /// A step with an open document.
    @FunctionalInterface
    interface Work<T> {
        T on(PdfFile file) throws IOException;
    }

    /// Opens the document at `path`, works on it, closes it. What PDFBox throws at damaged documents becomes
    /// `failed`.
    static <T> T with(Args args, ToolContext context, Work<T> work) {
        String path = args.string("path");
        return guarded(path, () -> {
            try (PdfFile file =
                    open(context, path, args.optionalString("password").orElse(null))) {
                return work.on(file);
            }
        });
    }

    /// A step that may fail in PDFBox's ways.
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T guarded(String path, Step<T> step) {
        try {
            return step.run();
        } catch (ToolException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (e.getCause() instanceof ToolException told) {
                throw told;
            }
            throw ToolException.failed(path + ": is damaged or no PDF: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded(path + ": its parts are nested too deeply");
        } catch (OutOfMemoryError e) {
            throw ToolException.limitExceeded(path + ": needs more memory than there is");
        }
    }

    static PdfFile open(ToolContext context, String path, @Nullable String password) throws IOException {
        BuiltInFonts.install();
        byte[] bytes = context.files().read(path);
        StreamCheck.check(path, bytes, context);
        try {
            PDDocument document = Loader.loadPDF(
                    bytes, password == null ? "" : password, null, null, IOUtils.createMemoryOnlyStreamCache());
            return new PdfFile(context, path, document);
        } catch (InvalidPasswordException e) {
            throw ToolException.invalidParams(
                    password == null
                            ? "password: " + path + " is encrypted and needs one"
                            : "password: not that of " + path);
        }
    }

    PDDocument document() {
        return document;
    }

    ToolContext context() {
        return context;
    }

    String path() {
        return path;
    }

    int count() {
        return document.getNumberOfPages();
    }

    boolean encrypted() {
        return document.getDocument().getTrailer().getItem(COSName.ENCRYPT) != null;
    }

    /// The pages that the arguments `pages`, or `start_page` and `end_page`, mean; all otherwise.
    List<Integer> pages(Args args) {
        if (args.has("pages")) {
            if (args.has("start_page") || args.has("end_page")) {
                throw ToolException.invalidParams("give either pages or start_page and end_page");
            }
            return PageRange.of("pages", args.string("pages"), count());
        }
        long first = args.optionalInteger("start_page").orElse(1);
        long last = args.optionalInteger("end_page").orElse(count());
        if (first > count() && count() > 0) {
            throw ToolException.invalidParams(
                    "start_page: there is no page " + first + "; the document has " + count());
        }
        if (last > count() || last < first && count() > 0) {
            throw ToolException.invalidParams("end_page: no page from " + first + " to " + count() + ": " + last);
        }
        return IntStream.rangeClosed((int) first, (int) last).boxed().toList();
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
