package dev.incant.tools.document.video;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.image.ImageFacts;
import dev.incant.tools.document.media.Ffmpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a picture of a film, with ffmpeg, turned as the film says.
public final class FrameGrab {
    private static final long MOST_PIXELS = 64_000_000;

    private final Args args;
    private final ToolContext context;
    private final String path;
    private final String target;
    private final String format;

    private FrameGrab(Args args, ToolContext context) {
        this.args = args;
        this.context = context;
        this.path = args.string("path");
        this.target = args.string("target_path");
        this.format = format(args.optionalString("target_format").orElse(null), target);
    }

    /// The picture at a time, as large as it is.
    public static Object extract(Args args, ToolContext context) throws IOException {
        FrameGrab grab = new FrameGrab(args, context);
        return grab.write(grab.film(), args.number("timestamp_seconds"), null);
    }

    /// A small picture; a small film is not enlarged.
    public static Object thumbnail(Args args, ToolContext context) throws IOException {
        FrameGrab grab = new FrameGrab(args, context);
        Film film = grab.film();
        Double seconds = film.seconds();
        double time =
                args.has("timestamp_seconds") ? args.number("timestamp_seconds") : seconds == null ? 0 : seconds / 10;
        String scale = "scale=w='min(iw,%d)':h='min(ih,%d)':force_original_aspect_ratio=decrease"
                .formatted(args.integer("max_width"), args.integer("max_height"));
        return grab.write(film, time, scale);
    }

    private static String format(@Nullable String word, String path) {
        String wanted = word == null ? path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT) : word;
        return switch (wanted) {
            case "png" -> "png";
            case "jpg", "jpeg" -> "jpeg";
            default ->
                throw ToolException.invalidParams(
                        "target_path: '" + path + "' does not end with png or jpg (target_format)");
        };
    }

    /// What the film is, once the target may be written and the pictures are not too large.
    private Film film() throws IOException {
        if (context.files().exists(target) && !args.bool("overwrite")) {
            throw ToolException.conflict(target + ": exists already (overwrite)");
        }
        Film film = Film.of(context, path);
        Track video = film.video();
        if (video == null) {
            throw ToolException.failed(path + ": has no track with pictures");
        }
        Long width = video.width();
        Long height = video.height();
        if (width != null && height != null && (double) width * height > MOST_PIXELS) {
            throw ToolException.limitExceeded(
                    path + ": " + width + " x " + height + " are more than " + MOST_PIXELS + " pixels");
        }
        return film;
    }

    private Object write(Film film, double time, @Nullable String filter) throws IOException {
        Double seconds = film.seconds();
        if (seconds != null && time > seconds) {
            throw ToolException.invalidParams(
                    "timestamp_seconds: " + time + " is after the end, which is at " + seconds);
        }
        List<String> before =
                List.of("-max_pixels", String.valueOf(MOST_PIXELS), "-ss", String.format(Locale.ROOT, "%.6f", time));
        List<String> after = new ArrayList<>(List.of("-map", "0:v:0", "-frames:v", "1"));
        if (filter != null) {
            after.addAll(List.of("-vf", filter));
        }
        after.addAll(List.of("-c:v", format.equals("png") ? "png" : "mjpeg", "-pix_fmt", pixels()));
        after.addAll(format.equals("png") ? List.of() : List.of("-q:v", "3"));
        // As a pipe: a name with % is no pattern then.
        after.addAll(List.of("-f", "image2pipe"));
        try (Files.Replacement file = context.files().replace(target)) {
            String made = new Ffmpeg(path, film.format().demuxer(), before, after).run(context);
            Map<String, @Nullable Object> image = ImageFacts.size(context, made);
            return Values.map(
                    "path",
                    target,
                    "format",
                    format,
                    "width",
                    image.get("width"),
                    "height",
                    image.get("height"),
                    "size",
                    Ffmpeg.place(context, made, file),
                    "timestamp_seconds",
                    time);
        }
    }

    private String pixels() {
        return format.equals("png") ? "rgb24" : "yuvj420p";
    }
}
