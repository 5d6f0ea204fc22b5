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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AudioProcessorTest implements ToolContract {
    @TempDir
    private Path folder;

    private ToolTester tester = ToolTester.of(new AudioProcessor());

    @Override
    public Tool tool() {
        return new AudioProcessor();
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

    /// Two seconds of two tones, left and right, made by ffmpeg.
    private void tones(String name, String... options) throws IOException {
        ffmpeg(Stream.concat(
                Stream.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=f=440:d=2:r=44100",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=f=1000:d=2:r=44100",
                        "-filter_complex",
                        "[0][1]amerge=inputs=2"),
                Stream.concat(Arrays.stream(options), Stream.of(name))));
    }

    private void ffmpeg(Stream<String> words) throws IOException {
        Program.run(
                folder,
                Stream.concat(Stream.of("ffmpeg", "-nostdin", "-v", "error", "-y"), words)
                        .toArray(String[]::new));
    }

    /// WAV of 16 bits made by the JDK.
    private void wav(String name, int rate, int channels, int frames, IntToDoubleFunction sample) throws IOException {
        byte[] bytes = new byte[frames * channels * 2];
        for (int i = 0; i < frames * channels; i++) {
            short value = (short) Math.rint(sample.applyAsDouble(i / channels) * 32767);
            bytes[2 * i] = (byte) value;
            bytes[2 * i + 1] = (byte) (value >> 8);
        }
        AudioInputStream in = new AudioInputStream(
                new ByteArrayInputStream(bytes), new AudioFormat(rate, 16, channels, true, false), frames);
        AudioSystem.write(in, AudioFileFormat.Type.WAVE, file(name).toFile());
    }

    private static IntToDoubleFunction sine(double hertz, double rate, double loud) {
        return i -> loud * Math.sin(2 * Math.PI * hertz * i / rate);
    }

    private static double number(@Nullable Object text) {
        return Double.parseDouble(String.valueOf(text));
    }

    /// What ffmpeg decodes, as 16 bits.
    private byte[] decoded(String name, String... options) throws IOException {
        ffmpeg(Stream.concat(
                Stream.of("-i", "file:" + name),
                Stream.concat(Arrays.stream(options), Stream.of("-f", "s16le", "raw.pcm"))));
        return Files.readAllBytes(file("raw.pcm"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "wav,a.wav,",
                "wav,a.wav,-c:a pcm_u8",
                "wav,a.wav,-c:a pcm_s24le",
                "wav,a.wav,-c:a pcm_f32le",
                "wav,a.wav,-c:a pcm_mulaw",
                "wav,a.wav,-c:a adpcm_ms",
                "wav,a.wav,-rf64 always",
                "aiff,a.aiff,",
                "aiff,a.aiff,-c:a pcm_s24be",
                "aiff,a.aiff,-c:a pcm_f32be",
                "aiff,a.aiff,-c:a pcm_s16le",
                "mp3,a.mp3,-b:a 96k",
                "mp3,a.mp3,-q:a 4",
                "mp3,a.mp3,-b:a 64k -write_xing 0 -ar 22050 -ac 1",
                "mp3,a.mp3,-id3v2_version 0 -write_id3v1 1",
                "flac,a.flac,",
                "flac,a.flac,-sample_fmt s32 -bits_per_raw_sample 24 -ar 96000",
                "ogg,a.ogg,-c:a libvorbis",
                "ogg,a.ogg,-c:a libopus -ar 48000",
                "ogg,a.oga,-c:a flac -f oga"
            })
    void headers_say_what_ffprobe_says(String format, String name, @Nullable String options) throws IOException {
        tones(name, options == null ? new String[0] : options.split(" "));
        Files.copy(file(name), file("sample.dat"));
        Map<String, @Nullable Object> ours = tester.map("metadata", "path", "sample.dat");
        Map<String, @Nullable Object> stream = Ffprobe.streams(folder, name).getFirst();
        assertThat(ours)
                .containsEntry("format", format)
                .containsEntry("codec", stream.get("codec_name"))
                .containsEntry("sample_rate", Long.parseLong(String.valueOf(stream.get("sample_rate"))))
                .containsEntry("channels", stream.get("channels"))
                .containsEntry("has_picture", false)
                .containsEntry("size", Files.size(file(name)));
        assertThat(number(ours.get("duration_seconds"))).isCloseTo(number(stream.get("duration")), within(0.06));
        String bits = String.valueOf(stream.getOrDefault("bits_per_raw_sample", stream.get("bits_per_sample")));
        if (!format.equals("mp3") && !bits.equals("0")) {
            assertThat(String.valueOf(ours.get("bit_depth"))).isEqualTo(bits);
        }
        if (String.valueOf(ours.get("codec")).startsWith("pcm_")) {
            assertThat(number(ours.get("bit_rate"))).isCloseTo(number(stream.get("bit_rate")), within(2000.0));
        }
        assertThat(tester.map("detect", "file_path", "sample.dat"))
                .containsEntry("format", format)
                .containsEntry("extension_matches", false);
        assertThat(tester.map("detect", "path", name)).containsEntry("extension_matches", true);
    }

    @ParameterizedTest
    @CsvSource({
        "a.mp3,-id3v2_version 3",
        "a.mp3,-id3v2_version 4",
        "a.flac,-c:a flac",
        "a.ogg,-c:a libvorbis",
        "a.ogg,-c:a libopus -ar 48000",
        "a.wav,-c:a pcm_s16le",
        "a.aiff,-write_id3v2 1"
    })
    void tags_are_those_that_ffmpeg_wrote(String name, String options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options.split(" ")));
        Map<String, String> tags =
                Map.of("title", "Übung 日本", "artist", "Ann; Bob", "album", "Größe", "genre", "Jazz", "date", "1999");
        tags.forEach((key, value) -> all.addAll(List.of("-metadata", key + "=" + value)));
        tones(name, all.toArray(String[]::new));
        assertThat(tester.map("metadata", "path", name).get("tags"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsAllEntriesOf(tags);
    }

    private static void latin(String text, byte[] into, int at) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void tags_of_old_mp3_files_are_read() throws IOException {
        tones("plain.mp3", "-id3v2_version", "0");
        byte[] sound = Files.readAllBytes(file("plain.mp3"));
        byte[] end = new byte[128];
        latin("TAGOld", end, 0);
        end[126] = 7;
        end[127] = 17;
        Files.write(file("a.mp3"), joined(sound, end));
        assertThat(tester.map("metadata", "path", "a.mp3").get("tags"))
                .isEqualTo(Map.of("title", "Old", "track", "7", "genre", "Rock"));
        byte[] start = new byte[40];
        latin("ID3\2\0\0\0\0\0\36TT2\0\0\7\1\u00ff\u00feA\0b\0TCO\0\0\5\0(17)", start, 0);
        Files.write(file("b.mp3"), joined(start, sound));
        assertThat(tester.map("metadata", "path", "b.mp3").get("tags"))
                .isEqualTo(Map.of("title", "Ab", "genre", "Rock"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mp3", "a.flac"})
    void an_embedded_picture_is_told(String name) throws IOException {
        Program.run(folder, "convert", "-size", "8x8", "xc:red", "p.png");
        ffmpeg(Stream.of(
                "-f",
                "lavfi",
                "-i",
                "sine=d=1",
                "-i",
                "p.png",
                "-map",
                "0",
                "-map",
                "1",
                "-disposition:v",
                "attached_pic",
                name));
        assertThat(tester.map("metadata", "path", name)).containsEntry("has_picture", true);
    }

    @ParameterizedTest
    @CsvSource({
        "pcm_u8,wav",
        "pcm_u8,aiff",
        "pcm_s16le,wav",
        "pcm_s16le,aiff",
        "pcm_s24le,wav",
        "pcm_s24le,aiff",
        "pcm_s32le,aiff",
        "pcm_s32le,wav"
    })
    void wav_and_aiff_keep_every_sample_both_ways(String codec, String to) throws IOException {
        tones("a.wav", "-c:a", codec);
        assertThat(tester.map("convert", "path", "a.wav", "target_path", "b." + to))
                .containsEntry("made_by", "java")
                .containsEntry("channels", 2L)
                .containsEntry("size", Files.size(file("b." + to)));
        tester.call("convert", "path", "b." + to, "target_path", "c.wav");
        ffmpeg(Stream.of("-i", "a.wav", "-f", "s32le", "-c:a", "pcm_s32le", "a.pcm"));
        for (String each : List.of("b." + to, "c.wav")) {
            ffmpeg(Stream.of("-i", each, "-f", "s32le", "-c:a", "pcm_s32le", "b.pcm"));
            assertThat(Files.mismatch(file("a.pcm"), file("b.pcm"))).as(each).isEqualTo(-1);
        }
    }

    @Test
    void what_is_written_the_jdk_reads_and_odd_lengths_are_padded() throws IOException, UnsupportedAudioFileException {
        wav("a.wav", 8000, 1, 801, sine(300, 8000, 0.5));
        for (String name : List.of("b.wav", "b.aiff")) {
            for (int bits : new int[] {8, 16, 24}) {
                tester.call("convert", "path", "a.wav", "target_path", name, "bit_depth", bits, "overwrite", true);
                try (AudioInputStream in =
                        AudioSystem.getAudioInputStream(file(name).toFile())) {
                    assertThat(in.getFrameLength()).isEqualTo(801);
                    assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(bits);
                    assertThat(in.getFormat().getSampleRate()).isEqualTo(8000);
                }
                assertThat(Files.size(file(name)) % 2).isZero();
            }
        }
    }

    @Test
    void another_sample_rate_keeps_what_fits_and_folds_nothing_back() throws IOException {
        wav("low.wav", 48_000, 1, 48_000, sine(1000, 48_000, 0.5));
        wav("high.wav", 48_000, 1, 48_000, sine(12_000, 48_000, 0.5));
        for (int rate : new int[] {16_000, 44_100, 96_000}) {
            assertThat(tester.map(
                            "convert",
                            "path",
                            "low.wav",
                            "target_path",
                            "b.wav",
                            "sample_rate",
                            rate,
                            "overwrite",
                            true))
                    .containsEntry("sample_rate", (long) rate)
                    .containsEntry("duration_seconds", 1.0);
            byte[] pcm = decoded("b.wav");
            assertThat(pcm).hasSize(2 * rate);
            double worst = 0;
            for (int i = rate / 4; i < rate / 2; i++) {
                double got = (short) (pcm[2 * i] & 0xff | pcm[2 * i + 1] << 8) / 32768.0;
                worst = Math.max(worst, Math.abs(got - sine(1000, rate, 0.5).applyAsDouble(i)));
            }
            assertThat(worst).as(rate + " Hz").isLessThan(0.001);
        }
        tester.call("convert", "path", "high.wav", "target_path", "c.wav", "sample_rate", 16_000);
        List<?> rms = (List<?>) requireNonNull(
                tester.map("waveform", "path", "c.wav", "buckets", 4).get("rms"));
        assertThat((Double) rms.get(1)).isLessThan(0.0005);
    }

    @Test
    void channels_are_mixed_as_their_mean() throws IOException {
        tones("a.wav");
        tester.call("convert", "path", "a.wav", "target_path", "mono.wav", "channels", 1);
        byte[] ours = decoded("mono.wav");
        byte[] theirs = decoded("a.wav", "-af", "pan=mono|c0=0.5*c0+0.5*c1");
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < ours.length; i += 2) {
            assertThat((ours[i] & 0xff | ours[i + 1] << 8) - (theirs[i] & 0xff | theirs[i + 1] << 8))
                    .isBetween(-1, 1);
        }
        assertThat(tester.map("convert", "path", "mono.wav", "target_path", "two.aiff", "channels", 2))
                .containsEntry("channels", 2L);
        assertThat(decoded("two.aiff")).hasSize(2 * ours.length);
    }

    @Test
    void a_waveform_is_as_loud_as_ffmpeg_measures() throws IOException {
        tones("a.wav");
        tones("a.flac");
        String said = Program.run(
                folder, "ffmpeg", "-nostdin", "-hide_banner", "-i", "a.wav", "-af", "astats", "-f", "null", "-");
        String overall = said.substring(said.indexOf("Overall"));
        for (Map<String, @Nullable Object> ours : List.of(
                tester.map("waveform", "path", "a.wav", "buckets", 7),
                withFfmpeg().map("waveform", "path", "a.flac", "buckets", 7))) {
            assertThat((List<?>) ours.get("peaks")).hasSize(7);
            assertThat(20 * Math.log10(number(ours.get("overall_peak"))))
                    .isCloseTo(level(overall, "Peak level dB"), within(0.01));
            assertThat(20 * Math.log10(number(ours.get("overall_rms"))))
                    .isCloseTo(level(overall, "RMS level dB"), within(0.01));
            assertThat(ours).containsEntry("frames", 88_200L).containsEntry("duration_seconds", 2.0);
        }
        wav("s.wav", 8000, 1, 3, i -> 0.5);
        assertThat((List<?>) tester.map("waveform", "path", "s.wav").get("rms")).hasSize(3);
        wav("none.wav", 8000, 1, 0, i -> 0);
        assertThat(tester.map("waveform", "path", "none.wav")).containsEntry("peaks", List.of());
    }

    private static double level(String said, String name) {
        String rest = said.substring(said.indexOf(name) + name.length() + 1);
        return Double.parseDouble(rest.lines().findFirst().orElse("").strip());
    }

    @ParameterizedTest
    @CsvSource({"mp3,mp3", "ogg,vorbis", "flac,flac", "wav,pcm_s16le", "aiff,pcm_s16be"})
    void ffmpeg_does_what_java_does_not(String format, String codec) throws IOException {
        tones("a.flac", "-metadata", "title=Kept");
        assertThat(withFfmpeg()
                        .map(
                                "convert",
                                "path",
                                "a.flac",
                                "target_path",
                                "b.out",
                                "target_format",
                                format,
                                "channels",
                                1))
                .containsEntry("made_by", "ffmpeg")
                .containsEntry("codec", codec)
                .containsEntry("channels", 1L)
                .containsEntry("size", Files.size(file("b.out")));
        Map<String, @Nullable Object> stream = Ffprobe.streams(folder, "b.out").getFirst();
        assertThat(stream).containsEntry("codec_name", codec).containsEntry("channels", 1L);
        assertThat(number(stream.get("duration"))).isCloseTo(2, within(0.06));
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("a.flac", "b.out");
        }
    }

    @Test
    void without_ffmpeg_the_flag_that_would_allow_it_is_named() throws IOException {
        wav("a.wav", 8000, 1, 800, sine(300, 8000, 0.5));
        ToolException refused = tester.fails(ErrorCode.UNAVAILABLE, "convert", "path", "a.wav", "target_path", "b.mp3");
        assertThat(refused.message()).contains("--allow-run=ffmpeg");
        assertThat(refused.details()).containsEntry("flag", "--allow-run=ffmpeg");
        ToolTester empty = withFfmpeg().variables(Map.of("PATH", folder.toString()));
        assertThat(empty.fails(ErrorCode.UNAVAILABLE, "convert", "path", "a.wav", "target_path", "b.mp3")
                        .message())
                .contains("not on the PATH");
        assertThat(file("b.mp3")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-i", "-y.wav", "concat:a.wav|b.wav", "http:x.wav", "%d.wav", "file:a.wav", "a b'\"$(x).wav"})
    void odd_names_are_files_and_nothing_else(String name) throws IOException {
        tones("a.wav");
        Files.copy(file("a.wav"), file(name));
        assertThat(withFfmpeg().map("convert", "path", name, "target_path", "-o.flac", "target_format", "flac"))
                .containsEntry("path", "-o.flac");
        assertThat(Ffprobe.streams(folder, "-o.flac").getFirst()).containsEntry("codec_name", "flac");
    }

    @Test
    void lists_of_other_files_are_not_followed() throws IOException {
        tones("a.wav");
        Files.writeString(file("list.mp3"), "ffconcat version 1.0\nfile a.wav\n");
        Files.writeString(file("list.wav"), "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n");
        for (String name : List.of("list.mp3", "list.wav")) {
            withFfmpeg().fails(ErrorCode.FAILED, "convert", "path", name, "target_path", "b.flac");
            withFfmpeg().fails(ErrorCode.FAILED, "waveform", "path", name);
        }
        assertThat(file("b.flac")).doesNotExist();
    }

    @Test
    void any_damaged_byte_gives_an_answer_and_never_an_internal_error() throws IOException {
        Random random = new Random(5);
        for (String name : List.of("a.wav", "a.aiff", "a.mp3", "a.flac", "a.ogg")) {
            tones(name, "-metadata", "title=Some title", "-metadata", "comment=Some comment", "-t", "0.3");
            byte[] good = Files.readAllBytes(file(name));
            for (int i = 0; i < 300; i++) {
                byte[] bad = i % 8 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int j = 0; j < 3 && bad.length > 0; j++) {
                    // Mostly near the start, where the headers are.
                    bad[random.nextInt(random.nextBoolean() ? bad.length : Math.min(bad.length, 120))] =
                            (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
                Files.write(file("bad"), bad);
                for (String operation : List.of("metadata", "waveform")) {
                    try {
                        tester.call(operation, "path", "bad");
                    } catch (ToolException e) {
                        assertThat(e.code()).as(e.message()).isIn(ErrorCode.FAILED, ErrorCode.UNAVAILABLE);
                    }
                }
            }
        }
    }

    @Test
    void wrong_arguments_are_named() throws IOException {
        wav("a.wav", 8000, 1, 800, sine(300, 8000, 0.5));
        Files.writeString(file("text.wav"), "no sound");
        Files.writeString(file("empty.wav"), "");
        assertThat(tester.fails(ErrorCode.FAILED, "detect", "path", "text.wav").message())
                .contains("no sound");
        tester.fails(ErrorCode.FAILED, "metadata", "path", "empty.wav");
        tester.fails(ErrorCode.NOT_FOUND, "detect", "path", "none.wav");
        tester.fails(ErrorCode.CONFLICT, "convert", "path", "a.wav", "target_path", "text.wav");
        assertThat(tester.fails(ErrorCode.INVALID_PARAMS, "convert", "path", "a.wav", "target_path", "b.xyz")
                        .message())
                .contains("b.xyz");
        for (Object[] wrong : new Object[][] {
            {"b.wav", "sample_rate", 10},
            {"b.wav", "channels", 9},
            {"b.wav", "bit_depth", 12},
            {"b.wav", "bit_rate", 64_000},
            {"b.mp3", "bit_depth", 16},
            {"b.flac", "bit_depth", 32},
            {"b.mp3", "bit_rate", 1},
            {"b.wav", "target_format", "wma"}
        }) {
            assertThat(tester.fails(
                                    ErrorCode.INVALID_PARAMS,
                                    "convert",
                                    "path",
                                    "a.wav",
                                    "target_path",
                                    wrong[0],
                                    (String) wrong[1],
                                    wrong[2])
                            .message())
                    .contains((String) wrong[1]);
        }
        tester.fails(ErrorCode.INVALID_PARAMS, "waveform", "path", "a.wav", "buckets", 0);
        assertThat(file("b.wav")).doesNotExist();
    }

    @Test
    void grants_and_limits_hold() throws IOException {
        wav("a.wav", 8000, 1, 8000, sine(300, 8000, 0.5));
        String there = folder.toRealPath().resolveSibling("elsewhere").toString();
        tester.fails(ErrorCode.DENIED, "metadata", "path", there + "/a.wav");
        tester.fails(ErrorCode.DENIED, "convert", "path", "a.wav", "target_path", there + "/a.wav");
        withFfmpeg().fails(ErrorCode.DENIED, "convert", "path", there + "/a.wav", "target_path", "b.mp3");
        ToolTester small = withFfmpeg().within(Limits.GENEROUS.withFileSize(10_000));
        small.fails(ErrorCode.LIMIT_EXCEEDED, "convert", "path", "a.wav", "target_path", "b.aiff");
        tones("c.flac");
        small.fails(ErrorCode.LIMIT_EXCEEDED, "convert", "path", "c.flac", "target_path", "b.wav");
        assertThat(file("b.aiff")).doesNotExist();
        assertThat(file("b.wav")).doesNotExist();
        assertThat(tester.map("metadata", "path", "a.wav")).containsEntry("size", 16_044L);
    }

    @Test
    void a_cancelled_call_ends_at_once_and_leaves_nothing() throws IOException {
        wav("a.wav", 48_000, 2, 4_000_000, sine(300, 48_000, 0.5));
        Files.delete(Files.createFile(file("b.wav")));
        Cancellation cancellation = new Cancellation();
        ToolTester stopped = tester.cancelledBy(cancellation).reporting((done, total, text) -> {
            if (done > 100_000) {
                cancellation.cancel();
            }
        });
        long start = System.nanoTime();
        stopped.fails(ErrorCode.CANCELLED, "convert", "path", "a.wav", "target_path", "b.wav", "sample_rate", 44_100);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).containsExactly("a.wav");
        }
    }
}
