package dev.incant.tools.document.image;

import dev.incant.kernel.tool.ToolContext;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/// Makes images of images. All are 8 bits a channel in sRGB, with alpha where the source has it.
final class Canvas {
    private Canvas() {}

    private static BufferedImage blank(int width, int height, boolean alpha) {
        ImageFile.requireSmall("the result", width, height);
        // Premultiplied, or colours of invisible pixels would bleed into visible ones.
        return new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB_PRE : BufferedImage.TYPE_INT_RGB);
    }

    private static BufferedImage drawn(
            BufferedImage source, int width, int height, boolean alpha, @Nullable Color ground, AffineTransform how) {
        BufferedImage target = blank(width, height, alpha);
        Graphics2D graphics = target.createGraphics();
        try {
            if (ground != null) {
                graphics.setColor(ground);
                graphics.fillRect(0, 0, width, height);
            }
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
            graphics.drawImage(source, how, null);
        } finally {
            graphics.dispose();
        }
        return target;
    }

    static boolean alpha(BufferedImage image) {
        return image.getColorModel().hasAlpha();
    }

    /// As it is meant to be seen, by EXIF's orientation.
    static BufferedImage oriented(BufferedImage image, int orientation) {
        int width = image.getWidth();
        int height = image.getHeight();
        AffineTransform how = switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
        boolean turned = orientation >= 5;
        return drawn(image, turned ? height : width, turned ? width : height, alpha(image), null, how);
    }

    /// Scaled by halves first, so that every pixel counts.
    static BufferedImage scaled(BufferedImage image, int width, int height, ToolContext context) {
        ImageFile.requireSmall("the result", width, height);
        BufferedImage current = image;
        while (current.getWidth() >= 2 * width || current.getHeight() >= 2 * height) {
            context.checkCancelled();
            int w = current.getWidth() >= 2 * width ? (current.getWidth() + 1) / 2 : current.getWidth();
            int h = current.getHeight() >= 2 * height ? (current.getHeight() + 1) / 2 : current.getHeight();
            current = step(current, w, h, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        }
        return current.getWidth() == width && current.getHeight() == height
                ? current
                : step(current, width, height, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    }

    private static BufferedImage step(BufferedImage image, int width, int height, Object how) {
        BufferedImage target = blank(width, height, alpha(image));
        Graphics2D graphics = target.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, how);
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return target;
    }

    static BufferedImage cut(BufferedImage image, int x, int y, int width, int height) {
        return drawn(image, width, height, alpha(image), null, AffineTransform.getTranslateInstance(-x, -y));
    }

    /// Turned clockwise; corners that come free are transparent, or of a colour.
    static BufferedImage turned(BufferedImage image, double degrees, @Nullable Color ground) {
        double turn = ((degrees % 360) + 360) % 360;
        if (turn % 90 == 0) {
            return oriented(image, new int[] {1, 6, 3, 8}[(int) turn / 90]);
        }
        double angle = Math.toRadians(turn);
        double sin = Math.abs(Math.sin(angle));
        double cos = Math.abs(Math.cos(angle));
        int width = (int) Math.ceil(image.getWidth() * cos + image.getHeight() * sin);
        int height = (int) Math.ceil(image.getWidth() * sin + image.getHeight() * cos);
        AffineTransform how = AffineTransform.getTranslateInstance(width / 2.0, height / 2.0);
        how.rotate(angle);
        how.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
        return drawn(image, width, height, ground == null || alpha(image), ground, how);
    }

    /// Without transparency.
    static BufferedImage flat(BufferedImage image, Color ground) {
        return drawn(image, image.getWidth(), image.getHeight(), false, ground, new AffineTransform());
    }
}
