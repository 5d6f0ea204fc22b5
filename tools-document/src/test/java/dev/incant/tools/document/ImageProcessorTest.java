package dev.incant.tools.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageProcessorTest implements ToolContract {
    @TempDir
    private Path folder;

    private ToolTester tester = ToolTester.of(new ImageProcessor());

    @Override
    public Tool tool() {
        return new ImageProcessor();
    }

    @BeforeEach
    void setUp() throws IOException {
        tester = ToolTester.of(tool()).in(folder.toRealPath());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /// A picture with no symmetry: red, green, blue and white corners on a gradient.
    private void picture(String name, String... more) throws IOException {
        Stream<String> command = Stream.of(
                "convert -size 60x40 gradient:#202020-#d0d0d0 -fill red -draw|rectangle 0,0 19,9|-fill|lime|-draw"
                        + "|rectangle 40,0 59,9|-fill|blue|-draw|rectangle 0,30 19,39|-depth|8");
        String[] words = Stream.concat(
                        command.flatMap(line -> {
                            String[] parts = line.split("\\|");
                            return Stream.concat(
                                    Arrays.stream(parts[0].split(" ")),
                                    Arrays.stream(parts).skip(1));
                        }),
                        Stream.concat(Arrays.stream(more), Stream.of(name)))
                .toArray(String[]::new);
        Program.run(folder, words);
    }

    private String identify(String format, String name) throws IOException {
        return Program.run(folder, "identify", "-format", format, name);
    }

    /// How far two images are from each other as ImageMagick sees it, 0 to 1.
    private double distance(String one, String other) throws IOException {
        String colors = Program.run(
                folder, "convert", one, other, "-metric", "RMSE", "-compare", "-format", "%[distortion]", "info:");
        return Double.parseDouble(colors.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff", "webp"})
    void formats_are_found_by_content_and_sizes_are_those_identify_says(String format) throws IOException {
        picture(format + ":sample.dat");
        assertThat(tester.map("detect", "path", "sample.dat"))
                .containsEntry("format", format)
                .containsEntry("width", 60L)
                .containsEntry("height", 40L)
                .containsEntry("extension_matches", false);
        assertThat(tester.map("metadata", "file_path", "sample.dat"))
                .containsEntry("format", format)
                .containsEntry("frames", 1L)
                .containsEntry("orientation", 1L)
                .containsEntry("size", Files.size(file("sample.dat")));
        assertThat(identify("%m %w %h", "sample.dat")).isEqualToIgnoringCase(format + " 60 40");
    }

    @ParameterizedTest
    @CsvSource({"png,png", "png,bmp", "png,tiff", "png,gif", "gif,png", "bmp,png", "tiff,png", "webp,png"})
    void conversion_keeps_every_pixel_where_the_formats_allow(String from, String to) throws IOException {
        if (from.equals("webp")) {
            picture("a.webp", "-define", "webp:lossless=true");
        } else {
            picture("a." + from, "-type", "TrueColor");
        }
        tester.call("convert", "path", "a." + from, "target_path", "b." + to);
        assertThat(identify("%m", "b." + to)).startsWithIgnoringCase(to);
        assertThat(distance("a." + from, "b." + to)).isLessThan(to.equals("gif") ? 0.05 : 0.0001);
    }

    @Test
    void jpeg_follows_its_quality_and_loses_transparency_to_a_background() throws IOException {
        picture("a.png");
        tester.call("convert", "path", "a.png", "target_path", "hi.jpg", "quality", 95);
        tester.call("convert", "path", "a.png", "target_path", "lo.jpg", "quality", 20);
        assertThat(Files.size(file("hi.jpg"))).isGreaterThan(Files.size(file("lo.jpg")));
        assertThat(distance("a.png", "hi.jpg")).isLessThan(0.05);
        Program.run(folder, "convert", "-size", "8x8", "xc:rgba(255,0,0,0)", "clear.png");
        tester.call("convert", "path", "clear.png", "target_path", "white.jpg");
        tester.call("convert", "path", "clear.png", "target_path", "green.bmp", "background", "#00ff00");
        assertThat(Program.run(folder, "convert", "white.jpg", "-format", "%[pixel:p{3,3}]", "info:"))
                .containsAnyOf("white", "(255,255,255)");
        assertThat(Program.run(folder, "convert", "green.bmp", "-format", "%[pixel:p{3,3}]", "info:"))
                .containsAnyOf("lime", "(0,255,0)");
    }

    @Test
    void orientation_is_honoured_as_imagemagick_does() throws IOException {
        for (int orientation = 1; orientation <= 8; orientation++) {
            picture("o.jpg", "-quality", "95");
            Program.run(folder, "exiftool", "-q", "-overwrite_original", "-n", "-Orientation=" + orientation, "o.jpg");
            assertThat(tester.map("metadata", "path", "o.jpg")).containsEntry("orientation", (long) orientation);
            tester.call("convert", "path", "o.jpg", "target_path", "ours.png", "overwrite", true);
            Program.run(folder, "convert", "o.jpg", "-auto-orient", "theirs.png");
            assertThat(distance("ours.png", "theirs.png"))
                    .as("orientation " + orientation)
                    .isLessThan(0.02);
        }
        assertThat(tester.map("convert", "path", "o.jpg", "target_path", "raw.png", "auto_orient", false))
                .containsEntry("width", 60L);
    }

    @Test
    void exif_is_what_exiftool_writes_and_the_place_is_told_only_when_asked() throws IOException {
        for (String name : List.of("e.jpg", "e.png", "e.webp", "e.tif")) {
            picture(name);
            Program.run(
                    folder,
                    "exiftool",
                    "-q",
                    "-overwrite_original",
                    "-Make=Acme",
                    "-Model=Größer",
                    "-DateTimeOriginal=2023:05:06 07:08:09",
                    "-GPSLatitude=47.5",
                    "-GPSLatitudeRef=N",
                    "-GPSLongitude=8.25",
                    "-GPSLongitudeRef=W",
                    name);
            Map<String, @Nullable Object> shy = tester.map("metadata", "path", name);
            assertThat(shy).as(name).containsEntry("gps", null);
            assertThat(String.valueOf(shy.get("exif")))
                    .as(name)
                    .contains("Make=Acme", "2023:05:06 07:08:09")
                    .doesNotContain("GPS", "47°", "47.5");
            assertThat(tester.map("metadata", "path", name, "include_gps", true).get("gps"))
                    .as(name)
                    .isEqualTo(Map.of("latitude", 47.5, "longitude", -8.25));
        }
        tester.call("convert", "path", "e.jpg", "target_path", "clean.jpg");
        assertThat(Program.run(folder, "exiftool", "clean.jpg")).doesNotContain("Acme", "GPS");
    }

    @Test
    void resizing_fits_a_box_or_is_exact() throws IOException {
        picture("a.png");
        assertThat(tester.map("resize", "path", "a.png", "width", 30, "height", 30, "target_path", "1.png"))
                .containsEntry("width", 30L)
                .containsEntry("height", 20L);
        assertThat(tester.map("resize", "path", "a.png", "height", 80, "target_path", "2.png"))
                .containsEntry("width", 120L);
        tester.call(
                "resize",
                "path",
                "a.png",
                "width",
                17,
                "height",
                33,
                "maintain_aspect_ratio",
                false,
                "target_path",
                "3.png");
        assertThat(identify("%wx%h", "3.png")).isEqualTo("17x33");
        Program.run(folder, "convert", "a.png", "-resize", "30x30", "theirs.png");
        assertThat(distance("1.png", "theirs.png")).isLessThan(0.06);
        tester.fails(ErrorCode.INVALID_PARAMS, "resize", "path", "a.png", "target_path", "4.png");
        tester.fails(ErrorCode.INVALID_PARAMS, "resize", "path", "a.png", "width", 0, "target_path", "4.png");
        tester.fails(ErrorCode.LIMIT_EXCEEDED, "resize", "path", "a.png", "width", 65_500, "target_path", "4.png");
    }

    @Test
    void thumbnails_are_small_and_never_enlarged() throws IOException {
        picture("a.png", "-resize", "1000x");
        assertThat(tester.map("thumbnail", "source_path", "a.png", "target_path", "t.jpg"))
                .containsEntry("width", 200L)
                .containsEntry("height", 133L);
        assertThat(tester.map(
                        "thumbnail", "path", "t.jpg", "max_width", 500, "max_height", 500, "target_path", "u.jpg"))
                .containsEntry("width", 200L);
    }

    @Test
    void parts_and_turns_are_exact() throws IOException {
        picture("a.png");
        tester.call("crop", "path", "a.png", "x", 5, "y", 6, "width", 20, "height", 30, "target_path", "c.png");
        Program.run(folder, "convert", "a.png", "-crop", "20x30+5+6", "+repage", "theirs.png");
        assertThat(distance("c.png", "theirs.png")).isZero();
        for (int degrees : new int[] {90, 180, 270, -90, 450, 360}) {
            tester.call("rotate", "path", "a.png", "degrees", degrees, "target_path", "r.png", "overwrite", true);
            Program.run(folder, "convert", "a.png", "-rotate", String.valueOf(degrees), "+repage", "theirs.png");
            assertThat(distance("r.png", "theirs.png")).as(degrees + " degrees").isZero();
        }
        assertThat(tester.map("rotate", "path", "a.png", "degrees", 45, "target_path", "d.png"))
                .containsEntry("width", 71L)
                .containsEntry("height", 71L);
        assertThat(Program.run(folder, "convert", "d.png", "-format", "%[fx:p{0,0}.a]", "info:"))
                .isEqualTo("0");
        tester.fails(
                ErrorCode.INVALID_PARAMS,
                "crop",
                "path",
                "a.png",
                "x",
                50,
                "width",
                20,
                "height",
                30,
                "target_path",
                "x.png");
        tester.fails(
                ErrorCode.INVALID_PARAMS,
                "crop",
                "path",
                "a.png",
                "x",
                -1,
                "width",
                20,
                "height",
                30,
                "target_path",
                "x.png");
    }

    @Test
    void comparison_counts_what_imagemagick_counts() throws IOException {
        picture("a.png");
        picture("b.png", "-fill", "black", "-draw", "point 30,20 point 31,20 point 32,20");
        Map<String, @Nullable Object> result = tester.map("compare", "path", "a.png", "other_path", "b.png");
        assertThat(result).containsEntry("identical", false).containsEntry("different_pixels", 3L);
        assertThat((Double) result.get("rmse")).isCloseTo(distance("a.png", "b.png"), within(0.005));
        assertThat(tester.map("compare", "path", "a.png", "other_path", "b.png", "threshold", 255))
                .containsEntry("different_pixels", 0L);
        picture("c.png", "-resize", "50%");
        assertThat(tester.fails(ErrorCode.FAILED, "compare", "path", "a.png", "other_path", "c.png")
                        .message())
                .contains("60 x 40", "30 x 20");
    }

    @Test
    void only_the_first_image_of_several_is_used_and_the_rest_is_told() throws IOException {
        Program.run(folder, "convert", "-size", "9x9", "xc:red", "xc:blue", "xc:lime", "many.gif");
        assertThat(tester.map("metadata", "path", "many.gif")).containsEntry("frames", 3L);
        assertThat(tester.map("convert", "path", "many.gif", "target_path", "one.png"))
                .containsEntry("frames_left_out", 2L);
    }

    private static byte[] hugePng(int width, int height) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.putInt(width).putInt(height).put(new byte[] {8, 6, 0, 0, 0});
        CRC32 checksum = new CRC32();
        checksum.update(header.array());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
        out.write(header.array());
        out.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
        out.write(new byte[] {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, (byte) 0xaf, 0x06, 0x1e});
        return out.toByteArray();
    }

    @Test
    void huge_images_are_refused_by_their_header() throws IOException {
        Files.write(file("bomb.png"), hugePng(50_000, 50_000));
        Files.write(file("worse.png"), hugePng(Integer.MAX_VALUE, Integer.MAX_VALUE));
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "gif", small);
        byte[] gif = small.toByteArray();
        // The frame's own size, which is what is decoded.
        int frame = new String(gif, StandardCharsets.ISO_8859_1).indexOf(",\0\0\0\0\4");
        Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xff);
        Files.write(file("bomb.gif"), gif);
        ImageIO.write(
                new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
                "bmp",
                file("bomb.bmp").toFile());
        byte[] bmp = Files.readAllBytes(file("bomb.bmp"));
        ByteBuffer.wrap(bmp)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 10_000)
                .putInt(22, 10_000);
        Files.write(file("bomb.bmp"), bmp);
        for (String name : List.of("bomb.png", "worse.png", "bomb.gif")) {
            assertThat(tester.fails(ErrorCode.LIMIT_EXCEEDED, "thumbnail", "path", name, "target_path", "t.png")
                            .message())
                    .as(name)
                    .contains("pixels");
        }
        // The library itself finds that this header promises more than the file can hold.
        tester.fails(ErrorCode.FAILED, "thumbnail", "path", "bomb.bmp", "target_path", "t.png");
        assertThat(tester.map("detect", "path", "bomb.png")).containsEntry("width", 50_000L);
        assertThat(file("t.png")).doesNotExist();
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        Random random = new Random(3);
        for (String format : List.of("png", "jpg", "gif", "bmp", "tif", "webp")) {
            picture("good." + format);
            if (format.equals("jpg")) {
                Program.run(
                        folder, "exiftool", "-q", "-overwrite_original", "-Make=Acme", "-GPSLatitude=1", "good.jpg");
            }
            byte[] good = Files.readAllBytes(file("good." + format));
            for (int i = 0; i < 80; i++) {
                byte[] bad = i % 8 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int j = 0; j < 3 && bad.length > 0; j++) {
                    // Mostly near the start, where the headers are.
                    bad[random.nextInt(random.nextBoolean() ? bad.length : Math.min(bad.length, 200))] =
                            (byte) random.nextInt();
                }
                Files.write(file("bad"), bad);
                for (String operation : List.of("metadata", "thumbnail")) {
                    try {
                        if (operation.equals("metadata")) {
                            tester.call(operation, "path", "bad");
                        } else {
                            tester.call(operation, "path", "bad", "target_path", "t.png", "overwrite", true);
                        }
                    } catch (ToolException e) {
                        assertThat(e.code()).as(e.message()).isIn(ErrorCode.FAILED, ErrorCode.LIMIT_EXCEEDED);
                    }
                }
            }
        }
    }

    @Test
    void wrong_arguments_are_named() throws IOException {
        picture("a.png");
        Files.writeString(file("text.png"), "no image");
        assertThat(tester.fails(ErrorCode.FAILED, "detect", "path", "text.png").message())
                .contains("no image");
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.png", "target_path", "b.webp")
                        .message())
                .contains("webp");
        tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.png", "target_path", "b.xyz");
        tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.png", "target_path", "b.png", "quality", 50);
        tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.png", "target_path", "b.jpg", "quality", 101);
        tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.png", "target_path", "b.jpg", "background", "red");
        tester.fails(ErrorCode.INVALID_PARAMS, "rotate", "path", "a.png", "target_path", "b.png", "degrees", 9999);
        tester.fails(ErrorCode.INVALID_PARAMS, "compare", "path", "a.png", "other_path", "a.png", "threshold", 256);
        tester.fails(ErrorCode.CONFLICT, "convert", "path", "a.png", "target_path", "text.png");
        tester.fails(ErrorCode.NOT_FOUND, "detect", "path", "none.png");
        tester.call("convert", "path", "a.png", "target_path", "named", "target_format", "jpg");
        assertThat(identify("%m", "named")).isEqualTo("JPEG");
    }

    @Test
    void grants_hold_for_every_path() throws IOException {
        picture("a.png");
        String there = folder.toRealPath().resolveSibling("elsewhere").toString();
        tester.fails(ErrorCode.DENIED, "detect", "path", there + "/a.png");
        tester.fails(ErrorCode.DENIED, "compare", "path", "a.png", "other_path", there + "/a.png");
        tester.fails(ErrorCode.DENIED, "convert", "path", "a.png", "target_path", there + "/a.png");
    }

    @Test
    void a_cancelled_call_writes_nothing() throws IOException {
        picture("a.png");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        tester = tester.cancelledBy(cancellation);
        tester.fails(ErrorCode.CANCELLED, "resize", "path", "a.png", "width", 2000, "target_path", "b.png");
        assertThat(file("b.png")).doesNotExist();
    }
}
