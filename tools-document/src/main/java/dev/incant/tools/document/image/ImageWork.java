package dev.incant.tools.document.image;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/// Makes new image files of others. The first image of a file counts; metadata is not carried over.
public final class ImageWork {
    private ImageWork() {}

    /// What is done with the pixels.
    private interface Change {
        BufferedImage apply(BufferedImage image);
    }

    /// Writes with another width or height.
    public static Object resize(Args args, ToolContext context) {
        if (!args.has("width") && !args.has("height")) {
            throw ToolException.invalidParams("give width, height or both");
        }
        return run(args, context, image -> {
            double across = args.has("width") ? (double) args.integer("width") / image.getWidth() : Double.MAX_VALUE;
            double down = args.has("height") ? (double) args.integer("height") / image.getHeight() : Double.MAX_VALUE;
            if (args.bool("maintain_aspect_ratio")) {
                return fitted(image, Math.min(across, down), context);
            }
            return Canvas.scaled(
                    image,
                    args.has("width") ? args.intValue("width") : image.getWidth(),
                    args.has("height") ? args.intValue("height") : image.getHeight(),
                    context);
        });
    }

    /// Writes a small version.
    public static Object thumbnail(Args args, ToolContext context) {
        return run(args, context, image -> {
            double scale = Math.min(
                    (double) args.integer("max_width") / image.getWidth(),
                    (double) args.integer("max_height") / image.getHeight());
            return fitted(image, Math.min(scale, 1), context);
        });
    }

    private static BufferedImage fitted(BufferedImage image, double scale, ToolContext context) {
        ImageFile.requireSmall("the result", image.getWidth() * scale, image.getHeight() * scale);
        return Canvas.scaled(
                image,
                Math.max(1, (int) Math.round(image.getWidth() * scale)),
                Math.max(1, (int) Math.round(image.getHeight() * scale)),
                context);
    }

    /// Writes in another format.
    public static Object convert(Args args, ToolContext context) {
        return run(args, context, image -> image);
    }

    /// Writes a part.
    public static Object crop(Args args, ToolContext context) {
        return run(args, context, image -> {
            long x = args.integer("x");
            long y = args.integer("y");
            long width = args.integer("width");
            long height = args.integer("height");
            if (x + width > image.getWidth() || y + height > image.getHeight()) {
                throw ToolException.invalidParams("x, y, width, height: " + width + " x " + height + " at " + x + ", "
                        + y + " is not within the image of " + image.getWidth() + " x " + image.getHeight());
            }
            return Canvas.cut(image, (int) x, (int) y, (int) width, (int) height);
        });
    }

    /// Writes turned clockwise.
    public static Object rotate(Args args, ToolContext context) {
        Color ground = args.has("background") ? color(args) : null;
        return run(args, context, image -> Canvas.turned(image, args.number("degrees"), ground));
    }

    private static Color color(Args args) {
        return new Color(Integer.parseInt(args.string("background").substring(1), 16));
    }

    /// The first image of a file as it is meant to be seen.
    static BufferedImage seen(ImageFile file, boolean orient) {
        BufferedImage image = file.decode();
        return orient ? Canvas.oriented(image, Exif.of(file).orientation()) : image;
    }

    private static Object run(Args args, ToolContext context, Change change) {
        String target = args.string("target_path");
        ImageFormat format =
                ImageFormat.toWrite(args.optionalString("target_format").orElse(null), target);
        if (args.has("quality") && format != ImageFormat.JPEG) {
            throw ToolException.invalidParams("quality: only JPEG has one, not " + format.word());
        }
        if (!args.bool("overwrite") && context.files().exists(target)) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
        ImageFile file = ImageFile.of(context, args.string("path"));
        int frames = file.header().frames();
        BufferedImage image = change.apply(seen(file, args.bool("auto_orient")));
        context.checkCancelled();
        if (Canvas.alpha(image) && !format.alpha()) {
            image = Canvas.flat(image, args.has("background") ? color(args) : Color.WHITE);
        }
        Integer quality = args.has("quality") ? args.intValue("quality") : null;
        return Values.map(
                "path",
                target,
                "format",
                format.word(),
                "width",
                (long) image.getWidth(),
                "height",
                (long) image.getHeight(),
                "size",
                write(context, image, format, quality, target),
                "frames_left_out",
                frames - 1L);
    }

    static long write(
            ToolContext context, BufferedImage image, ImageFormat format, @Nullable Integer quality, String target) {
        ImageWriter writer = writer(format);
        try (Files.Replacement file = context.files().replace(target)) {
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file.out())) {
                writer.setOutput(out);
                ImageWriteParam how = writer.getDefaultWriteParam();
                if (format == ImageFormat.JPEG) {
                    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                    how.setCompressionQuality(quality == null ? 0.85f : quality / 100f);
                } else if (format == ImageFormat.TIFF) {
                    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                    how.setCompressionType("LZW");
                }
                writer.write(null, new IIOImage(plain(image), null, null), how);
            }
            return file.commit();
        } catch (IOException e) {
            throw ToolException.failed(target + ": cannot be written: " + e.getMessage());
        } finally {
            writer.dispose();
        }
    }

    /// Writers want colours that are not premultiplied.
    private static BufferedImage plain(BufferedImage image) {
        if (!image.isAlphaPremultiplied()) {
            return image;
        }
        BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            plain.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return plain;
    }

    private static ImageWriter writer(ImageFormat format) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format.word());
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
                return writer;
            }
        }
        throw ToolException.unavailable("this Java writes no " + format.word());
    }
}
