package dev.incant.tools.document.pdf;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.text.PDFTextStripper;

/// Extracts text, a page after another with a form feed between them, as `pdftotext` does.
public final class PdfText {
    private PdfText() {}

    /// Extracts as the arguments say.
    public static Object run(Args args, ToolContext context) {
        return PdfFile.with(args, context, file -> extract(args, file));
    }

    private static Object extract(Args args, PdfFile file) throws IOException {
        List<Integer> pages = file.pages(args);
        long limit = args.integer("max_length");
        StringBuilder text = new StringBuilder();
        Stripper stripper = new Stripper(file.context());
        stripper.setSortByPosition(args.bool("sort"));
        stripper.setLineSeparator("\n");
        for (int i = 0; i < pages.size(); i++) {
            file.context().progress().report(i, pages.size(), "pages");
            stripper.setStartPage(pages.get(i));
            stripper.setEndPage(pages.get(i));
            StringWriter page = new StringWriter();
            stripper.writeText(file.document(), page);
            text.append(i == 0 ? "" : "\f").append(page.getBuffer());
            if (text.length() > limit) {
                throw ToolException.limitExceeded(file.path() + ": has more than " + limit
                        + " characters on these pages (max_length); ask for fewer pages");
            }
        }
        return Values.map(
                "text",
                text.toString(),
                "pages",
                pages.stream().map(Integer::longValue).toList(),
                "page_count",
                (long) file.count());
    }

    /// Stops when the call has to, also within one page.
    private static final class Stripper extends PDFTextStripper {
        private final ToolContext context;

        Stripper(ToolContext context) {
            this.context = context;
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            context.checkCancelled();
            super.processOperator(operator, operands);
        }
    }
}
