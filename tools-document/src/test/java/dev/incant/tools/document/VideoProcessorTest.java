package dev.incant.tools.document;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VideoProcessorTest implements ToolContract {
    @TempDir
    private Path folder;

    private ToolTester tester = ToolTester.of(new VideoProcessor());

    @Override
    public Tool tool() {
        return new VideoProcessor();
    }

    @BeforeEach
    void setUp() throws IOException {
        tester = ToolTester.of(tool()).in(folder.toRealPath()).variables(Map.of("PATH", System.getenv("PATH")));
    }

    private ToolTester withFfmpeg() {
        return tester.granting(Permission.RUN, "ffmpeg");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void ffmpeg(Stream<String> words) throws IOException {
        Program.run(
                folder,
                Stream.concat(Stream.of("ffmpeg", "-nostdin", "-v", "error", "-y"), words)
                        .toArray(String[]::new));
    }

    /// Two seconds of a test picture, 96 by 64, with a tone.
    private void film(String name, String options) throws IOException {
        ffmpeg(Stream.concat(
                Arrays.stream(("-f lavfi -i testsrc=size=96x64:rate=12:duration=2 -f lavfi -i"
                                + " sine=f=440:d=2:r=48000 -pix_fmt yuv420p " + options)
                        .strip()
                        .split(" +")),
                Stream.of(name)));
    }

    private static double fraction(@Nullable Object text) {
        String[] parts = String.valueOf(text).split("/");
        return Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
    }

    private static double number(@Nullable Object value) {
        return Double.parseDouble(String.valueOf(value));
    }

    @SuppressWarnings("unchecked") // the result's schema says so
    private static List<Map<String, @Nullable Object>> tracks(Map<String, @Nullable Object> film) {
        return (List<Map<String, @Nullable Object>>) requireNonNull(film.get("tracks"));
    }

    @ParameterizedTest
    @CsvSource({
        "mp4,a.mp4,-c:v libx264 -c:a aac",
        "mp4,a.mp4,-c:v libx265 -c:a aac -movflags +faststart",
        "mp4,a.m4v,-c:v mpeg4 -c:a libmp3lame -ac 2 -f mp4",
        "mp4,a.mp4,-c:v libvpx-vp9 -c:a libopus",
        "mov,a.mov,-c:v libx264 -c:a aac",
        "mov,a.mov,-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le",
        "mov,a.mov,-c:v mpeg4 -c:a aac -r 24000/1001",
        "avi,a.avi,-c:v mpeg4 -c:a libmp3lame",
        "avi,a.avi,-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le",
        "avi,a.avi,-c:v libx264 -c:a ac3 -r 30000/1001",
        "mkv,a.mkv,-c:v libx264 -c:a aac",
        "mkv,a.mkv,-c:v mpeg4 -c:a flac",
        "mkv,a.mkv,-c:v libx265 -c:a libmp3lame",
        "webm,a.webm,-c:v libvpx -c:a libvorbis",
        "webm,a.webm,-c:v libvpx-vp9 -c:a libopus"
    })
    void headers_say_what_ffprobe_says(String format, String name, String options) throws IOException {
        film(name, options);
        Files.copy(file(name), file("sample.dat"));
        Map<String, @Nullable Object> ours = tester.map("metadata", "path", "sample.dat");
        List<Map<String, @Nullable Object>> theirs = Ffprobe.streams(folder, name);
        assertThat(ours)
                .containsEntry("format", format)
                .containsEntry("width", 96L)
                .containsEntry("height", 64L)
                .containsEntry("rotation", 0L)
                .containsEntry("size", Files.size(file(name)))
                .containsEntry("video_codec", theirs.get(0).get("codec_name"))
                .containsEntry("audio_codec", theirs.get(1).get("codec_name"));
        assertThat(number(ours.get("duration_seconds")))
                .isCloseTo(number(Ffprobe.format(folder, name).get("duration")), within(0.06));
        assertThat(number(ours.get("frame_rate")))
                .isCloseTo(fraction(theirs.get(0).get("avg_frame_rate")), within(0.02));
        assertThat(tracks(ours)).hasSize(2);
        assertThat(tracks(ours).get(1))
                .containsEntry("type", "audio")
                .containsEntry(
                        "sample_rate",
                        Long.parseLong(String.valueOf(theirs.get(1).get("sample_rate"))))
                .containsEntry("channels", theirs.get(1).get("channels"));
        assertThat(tester.map("detect", "file_path", "sample.dat"))
                .containsEntry("format", format)
                .containsEntry("extension_matches", false);
        assertThat(tester.map("detect", "path", name)).containsEntry("extension_matches", true);
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,mov_text", "a.mkv,subrip"})
    void every_track_is_told_with_its_language(String name, String subtitles) throws IOException {
        Files.writeString(file("s.srt"), "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
        ffmpeg(Arrays.stream(("-f lavfi -i testsrc=size=96x64:rate=10:duration=1 -f lavfi -i sine=d=1 -f lavfi -i"
                        + " sine=f=880:d=1 -i s.srt -map 0 -map 1 -map 2 -map 3 -c:s " + subtitles
                        + " -c:a aac -ac:a:1 2 -metadata:s:a:0 language=deu -metadata:s:a:1 language=fra " + name)
                .split(" ")));
        List<Map<String, @Nullable Object>> tracks = tracks(tester.map("metadata", "path", name));
        assertThat(tracks)
                .extracting(track -> track.get("type"))
                .containsExactly("video", "audio", "audio", "subtitle");
        assertThat(tracks.get(1)).containsEntry("language", "deu").containsEntry("channels", 1L);
        assertThat(tracks.get(2)).containsEntry("language", "fra").containsEntry("channels", 2L);
        assertThat(tracks.get(3)).containsEntry("codec", subtitles);
    }

    @Test
    void rotation_is_told_and_pictures_are_turned() throws IOException {
        film("flat.mp4", "-c:v libx264 -an");
        for (int degrees : new int[] {90, 180, 270}) {
            ffmpeg(Stream.of("-i", "flat.mp4", "-c", "copy", "-metadata:s:v:0", "rotate=" + degrees, "turned.mp4"));
            // ffprobe counts counter-clockwise.
            String said = Program.run(
                    folder,
                    "ffprobe",
                    "-v",
                    "error",
                    "-show_entries",
                    "side_data=rotation",
                    "-of",
                    "csv=p=0",
                    "turned.mp4");
            long turn = Math.floorMod(-Long.parseLong(said.strip().split(",")[0]), 360L);
            assertThat(turn % 180).isEqualTo(degrees % 180);
            assertThat(tester.map("metadata", "path", "turned.mp4")).containsEntry("rotation", turn);
            assertThat(withFfmpeg()
                            .map("extract_frame", "path", "turned.mp4", "target_path", "f.png", "overwrite", true))
                    .containsEntry("width", degrees == 180 ? 96L : 64L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.mp4 -c:v libx264",
                "a.mov -c:v mpeg4",
                "a.avi -c:v mpeg4",
                "a.mkv -c:v libx264",
                "a.webm -c:v libvpx"
            })
    void a_frame_is_the_one_that_ffmpeg_shows_at_that_time(String sample) throws IOException {
        String name = sample.substring(0, sample.indexOf(' '));
        film(name, sample.substring(name.length()) + " -an");
        assertThat(withFfmpeg().map("extract_frame", "path", name, "timestamp_seconds", 1.25, "target_path", "f.png"))
                .containsEntry("format", "png")
                .containsEntry("size", Files.size(file("f.png")));
        assertThat(Program.run(folder, "identify", "-format", "%m %w %h", "f.png"))
                .isEqualTo("PNG 96 64");
        ffmpeg(Stream.of("-i", name, "-vf", "select=gte(t\\,1.25)", "-frames:v", "1", "-pix_fmt", "rgb24", "t.png"));
        String distance = Program.run(
                folder,
                "convert",
                "f.png",
                "t.png",
                "-metric",
                "RMSE",
                "-compare",
                "-format",
                "%[distortion]",
                "info:");
        assertThat(Double.parseDouble(distance.strip())).isLessThan(0.01);
    }

    @Test
    void thumbnails_fit_a_box_and_are_never_enlarged() throws IOException {
        film("a.mp4", "-c:v libx264 -an");
        assertThat(withFfmpeg().map("thumbnail", "path", "a.mp4", "target_path", "t.jpg"))
                .containsEntry("format", "jpeg")
                .containsEntry("width", 96L)
                .containsEntry("timestamp_seconds", 0.2);
        assertThat(withFfmpeg()
                        .map("thumbnail", "path", "a.mp4", "max_width", 48, "max_height", 8, "target_path", "u.png"))
                .containsEntry("width", 12L)
                .containsEntry("height", 8L);
        assertThat(Program.run(folder, "identify", "-format", "%m %w %h,", "t.jpg", "u.png"))
                .isEqualTo("JPEG 96 64,PNG 12 8,");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.mp4", "t.jpg", "u.png");
        }
    }

    @Test
    void what_the_file_does_not_say_is_null() throws IOException {
        film("live.webm", "-c:v libvpx -an -live 1");
        film("parts.mp4", "-c:v libx264 -an -movflags frag_keyframe+empty_moov");
        for (String name : List.of("live.webm", "parts.mp4")) {
            assertThat(tester.map("metadata", "path", name))
                    .containsEntry("duration_seconds", null)
                    .containsEntry("bit_rate", null)
                    .containsEntry("width", 96L);
            withFfmpeg().call("extract_frame", "path", name, "target_path", "f.png", "overwrite", true);
        }
    }

    @Test
    void without_ffmpeg_the_flag_that_would_allow_it_is_named() throws IOException {
        film("a.mkv", "-c:v libx264 -an");
        for (String operation : List.of("extract_frame", "thumbnail")) {
            ToolException refused =
                    tester.fails(ErrorCode.UNAVAILABLE, operation, "path", "a.mkv", "target_path", "f.png");
            assertThat(refused.message()).contains("--allow-run=ffmpeg");
        }
        withFfmpeg()
                .variables(Map.of("PATH", folder.toString()))
                .fails(ErrorCode.UNAVAILABLE, "thumbnail", "path", "a.mkv", "target_path", "f.png");
        assertThat(file("f.png")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-i", "-y.mkv", "concat:a.mkv|b.mkv", "http:x.mkv", "%d.mkv", "file:a.mkv", "a b'\"$(x).mkv"})
    void odd_names_are_files_and_nothing_else(String name) throws IOException {
        film("a.mkv", "-c:v libx264 -an");
        Files.copy(file("a.mkv"), file(name));
        withFfmpeg().call("thumbnail", "path", name, "target_path", "-%d.png");
        assertThat(Program.run(folder, "identify", "-format", "%m", "./-%d.png"))
                .isEqualTo("PNG");
    }

    @Test
    void lists_of_other_files_are_not_followed() throws IOException {
        film("a.mkv", "-c:v libx264 -an");
        Files.writeString(file("list.mkv"), "ffconcat version 1.0\nfile a.mkv\n");
        Files.writeString(file("list.mp4"), "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n");
        for (String name : List.of("list.mkv", "list.mp4")) {
            withFfmpeg().fails(ErrorCode.FAILED, "thumbnail", "path", name, "target_path", "f.png");
        }
        // A list that looks like MP4 at its start is still read as MP4.
        Files.writeString(file("both.mp4"), "####ftypisom\n#EXTM3U\n#EXTINF:1,\na.mkv\n");
        withFfmpeg().fails(ErrorCode.FAILED, "thumbnail", "path", "both.mp4", "target_path", "f.png");
        assertThat(file("f.png")).doesNotExist();
    }

    /// An element of EBML with a size of eight bytes.
    private static byte[] element(int id, long size, byte[] content) {
        byte[] name = ByteBuffer.allocate(4).putInt(id).array();
        int skip = Integer.numberOfLeadingZeros(id) / 8;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(name, skip, 4 - skip);
        out.writeBytes(ByteBuffer.allocate(8).putLong(1L << 56 | size).array());
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void hostile_sizes_depths_and_counts_end_in_an_error() throws IOException {
        byte[] type = element(0x4282, 8, "matroska".getBytes(StandardCharsets.US_ASCII));
        byte[] head = element(0x1a45dfa3, type.length, type);
        byte[] nested = new byte[0];
        for (int i = 0; i < 2000; i++) {
            nested = element(0xae, nested.length, nested);
        }
        byte[] inner = element(0x1654ae6b, nested.length, nested);
        Files.write(file("deep.mkv"), joined(head, element(0x18538067, inner.length, inner)));
        byte[] entry = element(0xae, 0, new byte[0]);
        byte[] many = new byte[entry.length * 20_000];
        for (int i = 0; i < 20_000; i++) {
            System.arraycopy(entry, 0, many, i * entry.length, entry.length);
        }
        byte[] tracks = element(0x1654ae6b, many.length, many);
        Files.write(file("many.mkv"), joined(head, element(0x18538067, tracks.length, tracks)));
        byte[] huge = element(0x86, (1L << 55), new byte[3]);
        Files.write(file("huge.mkv"), joined(head, element(0x18538067, 1L << 55, element(0x1654ae6b, 99, huge))));
        Files.writeString(
                file("boxes.mp4"), "\0\0\0\14ftypisom" + "\0\0\0\10moov".repeat(110_000), StandardCharsets.ISO_8859_1);
        Files.writeString(
                file("nested.mp4"), "\0\0\0\14ftypisom" + "\0\0\0\0moov".repeat(10_000), StandardCharsets.ISO_8859_1);
        tester.fails(ErrorCode.FAILED, "metadata", "path", "huge.mkv");
        tester.fails(ErrorCode.FAILED, "metadata", "path", "boxes.mp4");
        assertThat(tracks(tester.map("metadata", "path", "many.mkv"))).hasSize(256);
        assertThat(tracks(tester.map("metadata", "path", "deep.mkv"))).hasSizeLessThan(10);
        assertThat(tracks(tester.map("metadata", "path", "nested.mp4"))).isEmpty();
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        Random random = new Random(7);
        for (String sample : List.of(
                "a.mp4 -c:v libx264 -c:a aac -movflags +faststart",
                "a.mov -c:v mpeg4 -c:a aac -movflags +faststart",
                "a.avi -c:v mpeg4 -c:a ac3",
                "a.mkv -c:v libx264 -c:a aac",
                "a.webm -c:v libvpx -c:a libopus")) {
            String name = sample.substring(0, sample.indexOf(' '));
            film(name, sample.substring(name.length()) + " -t 0.3");
            byte[] good = Files.readAllBytes(file(name));
            for (int i = 0; i < 600; i++) {
                byte[] bad = i % 8 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int j = 0; j < 3 && bad.length > 0; j++) {
                    // Mostly near the start, where the headers are.
                    bad[random.nextInt(random.nextBoolean() ? bad.length : Math.min(bad.length, 1200))] =
                            (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
                Files.write(file("bad"), bad);
                try {
                    tester.call("metadata", "path", "bad");
                } catch (ToolException e) {
                    assertThat(e.code()).as(e.message()).isEqualTo(ErrorCode.FAILED);
                }
            }
        }
    }

    @Test
    void huge_pictures_are_refused_by_their_header() throws IOException {
        film("b.mkv", "-c:v mjpeg -pix_fmt yuvj420p -an -s 9600x6400 -t 0.1 -r 10");
        byte[] large = Files.readAllBytes(file("b.mkv"));
        String header = new String(large, StandardCharsets.ISO_8859_1);
        // The width, 9600.
        int at = header.indexOf("\u00b0\u0082%\u0080");
        assertThat(at).isPositive();
        ByteBuffer.wrap(large).putShort(at + 2, (short) 0xffff);
        Files.write(file("b.mkv"), large);
        assertThat(withFfmpeg()
                        .fails(ErrorCode.LIMIT_EXCEEDED, "thumbnail", "path", "b.mkv", "target_path", "t.png")
                        .message())
                .contains("pixels");
        assertThat(file("t.png")).doesNotExist();
    }

    @Test
    void wrong_arguments_are_named() throws IOException {
        film("a.mkv", "-c:v libx264 -an");
        ffmpeg(Stream.of("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", "sound.mp4"));
        Files.writeString(file("text.mkv"), "no video");
        assertThat(tester.fails(ErrorCode.FAILED, "detect", "path", "text.mkv").message())
                .contains("no video");
        tester.fails(ErrorCode.NOT_FOUND, "metadata", "path", "none.mkv");
        tester.fails(ErrorCode.FAILED, "thumbnail", "path", "sound.mp4", "target_path", "f.png");
        tester.fails(
                ErrorCode.CONFLICT, "thumbnail", "path", "a.mkv", "target_path", "text.mkv", "target_format", "png");
        for (Object[] wrong : new Object[][] {
            {"f.png", "timestamp_seconds", -1},
            {"f.png", "timestamp_seconds", 99},
            {"f.png", "max_width", 0},
            {"f.png", "max_height", 100_000},
            {"f.gif", "overwrite", true},
            {"f.png", "target_format", "gif"}
        }) {
            assertThat(withFfmpeg()
                            .fails(
                                    ErrorCode.INVALID_PARAMS,
                                    "thumbnail",
                                    "path",
                                    "a.mkv",
                                    "target_path",
                                    wrong[0],
                                    (String) wrong[1],
                                    wrong[2])
                            .message())
                    .contains(wrong[0].equals("f.gif") ? "f.gif" : (String) wrong[1]);
        }
        assertThat(file("f.png")).doesNotExist();
    }

    @Test
    void grants_limits_and_cancellation_hold() throws IOException {
        film("a.mkv", "-c:v libx264 -an");
        String there = folder.toRealPath().resolveSibling("elsewhere").toString();
        withFfmpeg().fails(ErrorCode.DENIED, "metadata", "path", there + "/a.mkv");
        withFfmpeg().fails(ErrorCode.DENIED, "thumbnail", "path", "a.mkv", "target_path", there + "/a.png");
        withFfmpeg()
                .within(Limits.GENEROUS.withFileSize(100))
                .fails(ErrorCode.LIMIT_EXCEEDED, "thumbnail", "path", "a.mkv", "target_path", "f.png");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        withFfmpeg()
                .cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "thumbnail", "path", "a.mkv", "target_path", "f.png");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactly("a.mkv");
        }
    }
}
