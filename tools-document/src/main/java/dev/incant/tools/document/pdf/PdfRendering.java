package dev.incant.tools.document.pdf;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.rendering.PageDrawer;
import org.apache.pdfbox.rendering.PageDrawerParameters;

/// Draws a page as an image. Fonts that the document does not bring along are drawn in Liberation Sans.
public final class PdfRendering {
    private static final long MOST_PIXELS = 40_000_000;
    private static final double POINTS_PER_INCH = 72;

    private PdfRendering() {}

    /// Draws as the arguments say.
    public static Object run(Args args, ToolContext context) {
        String target = args.string("target_path");
        String format = format(target);
        if (!args.bool("overwrite") && context.files().exists(target)) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
        return PdfFile.with(args, context, file -> {
            int page = PageRange.of("page", String.valueOf(args.integer("page")), file.count())
                    .getFirst();
            float scale = (float) (args.number("dpi") / POINTS_PER_INCH);
            requireSmall(file, page, scale, args.integer("page"));
            Renderer renderer = new Renderer(file.document(), context);
            renderer.setSubsamplingAllowed(true);
            BufferedImage image = renderer.renderImage(page - 1, scale, ImageType.RGB);
            long size = write(context, image, format, target);
            return Values.map(
                    "path",
                    target,
                    "page",
                    (long) page,
                    "width",
                    (long) image.getWidth(),
                    "height",
                    (long) image.getHeight(),
                    "format",
                    format,
                    "size",
                    size);
        });
    }

    private static String format(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".png")) {
            return "png";
        }
        if (lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
            return "jpeg";
        }
        throw ToolException.invalidParams("target_path: must end with .png, .jpg or .jpeg: '" + target + "'");
    }

    private static void requireSmall(PdfFile file, int page, float scale, long number) {
        PDRectangle box = file.document().getPage(page - 1).getCropBox();
        double pixels = Math.ceil((double) box.getWidth() * scale) * Math.ceil((double) box.getHeight() * scale);
        if (!(pixels <= MOST_PIXELS)) {
            throw ToolException.limitExceeded(
                    "dpi: page " + number + " would have " + Math.round(pixels) + " pixels, more than " + MOST_PIXELS);
        }
    }

    private static long write(ToolContext context, BufferedImage image, String format, String target)
            throws IOException {
        try (Files.Replacement file = context.files().replace(target)) {
            try (ImageOutputStream out = new MemoryCacheImageOutputStream(file.out())) {
                ImageIO.write(image, format, out);
            }
            return file.commit();
        }
    }

    /// Stops when the call has to, also within one page.
    private static final class Renderer extends PDFRenderer {
        private final ToolContext context;

        Renderer(PDDocument document, ToolContext context) {
            super(document);
            this.context = context;
        }

        @Override
        protected PageDrawer createPageDrawer(PageDrawerParameters parameters) throws IOException {
            return new PageDrawer(parameters) {
                @Override
                protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
                    context.checkCancelled();
                    super.processOperator(operator, operands);
                }
            };
        }
    }
}
