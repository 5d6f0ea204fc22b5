package dev.incant.tools.document.image;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.awt.image.BufferedImage;

/// Compares two images pixel by pixel, in sRGB with alpha, 8 bits a channel.
public final class Comparison {
    private static final int CHANNELS = 4;
    private static final double LARGEST = 255;

    private Comparison() {}

    /// Compares as the arguments say.
    public static Object run(Args args, ToolContext context) {
        boolean orient = args.bool("auto_orient");
        BufferedImage one = ImageWork.seen(ImageFile.of(context, args.string("path")), orient);
        BufferedImage other = ImageWork.seen(ImageFile.of(context, args.string("other_path")), orient);
        if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
            throw ToolException.failed("the images differ in size: " + one.getWidth() + " x " + one.getHeight()
                    + " and " + other.getWidth() + " x " + other.getHeight() + "; resize one first");
        }
        long threshold = args.integer("threshold");
        long different = 0;
        int largest = 0;
        double squares = 0;
        int[] a = new int[one.getWidth()];
        int[] b = new int[one.getWidth()];
        for (int y = 0; y < one.getHeight(); y++) {
            context.checkCancelled();
            one.getRGB(0, y, a.length, 1, a, 0, a.length);
            other.getRGB(0, y, b.length, 1, b, 0, b.length);
            for (int x = 0; x < a.length; x++) {
                int most = 0;
                for (int shift = 0; shift < 32 && a[x] != b[x]; shift += 8) {
                    int difference = Math.abs((a[x] >>> shift & 0xff) - (b[x] >>> shift & 0xff));
                    most = Math.max(most, difference);
                    squares += (double) difference * difference;
                }
                largest = Math.max(largest, most);
                different += most > threshold ? 1 : 0;
            }
        }
        long pixels = (long) one.getWidth() * one.getHeight();
        double mean = squares / (pixels * CHANNELS);
        return Values.map(
                "identical",
                largest == 0,
                "different_pixels",
                different,
                "different_ratio",
                (double) different / pixels,
                "largest_difference",
                (long) largest,
                "rmse",
                Math.sqrt(mean) / LARGEST,
                "psnr",
                largest == 0 ? null : 10 * Math.log10(LARGEST * LARGEST / mean));
    }
}
