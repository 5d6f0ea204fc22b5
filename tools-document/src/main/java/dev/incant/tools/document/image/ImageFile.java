package dev.incant.tools.document.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// An image file: its content in memory, what it is by its first bytes, how large it is by its header. Nothing is
/// decoded before the header has been found to be small enough; nothing is cached on disk.
final class ImageFile {
    /// What is decoded and made: with four bytes each, a quarter of a gigabyte.
    static final long MOST_PIXELS = 64_000_000;

    private final ToolContext context;
    private final String path;
    private final byte[] bytes;
    private final ImageFormat format;

    private ImageFile(ToolContext context, String path, byte[] bytes, ImageFormat format) {
        this.context = context;
        this.path = path;
        this.bytes = bytes;
        this.format = format;
    }

    static ImageFile of(ToolContext context, String path) {
        byte[] bytes = context.files().read(path);
        ImageFormat format = ImageFormat.of(bytes);
        if (format == null) {
            throw ToolException.failed(path + ": is no image that is known: png, jpeg, gif, bmp, tiff, webp");
        }
        return new ImageFile(context, path, bytes, format);
    }

    String path() {
        return path;
    }

    byte[] bytes() {
        return bytes;
    }

    ImageFormat format() {
        return format;
    }

    /// What the header says.
    ///
    /// @param frames how many images the file holds
    /// @param bits bits of one pixel as it is stored
    record Header(int width, int height, int frames, int bits, boolean alpha, String colors) {}

    /// A step with an open reader.
    private interface Step<T> {
        T with(ImageReader reader) throws IOException;
    }

    private <T> T read(Step<T> step) {
        ImageReader reader = reader();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            // Text chunks of metadata, which may be bombs, are not looked at.
            reader.setInput(in, false, true);
            return step.with(reader);
        } catch (ToolException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw ToolException.failed(path + ": is damaged, or of a kind of " + format.word()
                    + " that is not supported: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            throw ToolException.limitExceeded(path + ": needs more memory than there is");
        } finally {
            reader.dispose();
        }
    }

    /// The JDK's own reader, or the one for WebP: whatever else lies on the class path is not asked.
    private ImageReader reader() {
        if (format == ImageFormat.WEBP) {
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.word());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw ToolException.unavailable(path + ": this Java reads no " + format.word());
    }

    Header header() {
        return read(reader -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            var type =
                    reader.getImageTypes(0).hasNext() ? reader.getImageTypes(0).next() : null;
            return new Header(
                    width,
                    height,
                    reader.getNumImages(true),
                    type == null ? 0 : type.getColorModel().getPixelSize(),
                    type != null && type.getColorModel().hasAlpha(),
                    type == null
                            ? "unknown"
                            : colors(
                                    type.getColorModel().getColorSpace().getType(),
                                    type.getColorModel() instanceof java.awt.image.IndexColorModel));
        });
    }

    private static String colors(int type, boolean indexed) {
        if (indexed) {
            return "indexed";
        }
        return switch (type) {
            case java.awt.color.ColorSpace.TYPE_GRAY -> "gray";
            case java.awt.color.ColorSpace.TYPE_CMYK -> "cmyk";
            default -> "rgb";
        };
    }

    /// Decodes the first image.
    BufferedImage decode() {
        return read(reader -> {
            requireSmall(path, reader.getWidth(0), reader.getHeight(0));
            reader.addIIOReadProgressListener(new Stop());
            BufferedImage image = reader.read(0);
            context.checkCancelled();
            return image;
        });
    }

    /// Refuses what has too many pixels.
    static void requireSmall(String what, double width, double height) {
        if (!(width * height <= MOST_PIXELS)) {
            throw ToolException.limitExceeded(what + ": " + Math.round(width) + " x " + Math.round(height)
                    + " are more than " + MOST_PIXELS + " pixels");
        }
    }

    /// Stops decoding when the call has to end.
    private final class Stop implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (context.cancellation().cancelled()) {
                source.abort();
            }
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }
}
