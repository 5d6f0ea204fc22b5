package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashCalculatorTest implements ToolContract {
    private final ToolTester hash = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new HashCalculator();
    }

    /// RFC 1321, FIPS 180-4 and FIPS 202 (NIST's examples), the BLAKE3 project's test vectors, the CRC's check
    /// value.
    @ParameterizedTest
    @CsvSource({
        "md5, '', d41d8cd98f00b204e9800998ecf8427e",
        "MD5, message digest, f96b697d7cb7938d525a2f31aaf161d0",
        "sha-1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
        "sha224, abc, 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        "sha256, '', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "SHA_256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha-384, abc, cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        "sha512, abc, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "sha-512/256, abc, 53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
        "sha512/224, abc, 4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
        "sha3-224, abc, e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
        "sha3-256, abc, 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        "sha3_384, abc, ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
        "sha3 512, abc, b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                + "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
        "blake3, '', af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        "Blake3, abc, 6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        "crc32, 123456789, cbf43926",
        "crc-32, '', 00000000",
    })
    void agrees_with_published_vectors(String algorithm, String input, String expected) {
        assertThat(hash.map("hash", "input", input, "algorithm", algorithm)).containsEntry("hash", expected);
        assertThat(hash.map("verify", "input", input, "algorithm", algorithm, "expected_hash", expected))
                .containsEntry("verified", true);
    }

    /// The BLAKE3 project's vectors: bytes 0, 1, …, 250, 0, … of these lengths, on both sides of chunk boundaries.
    @ParameterizedTest
    @CsvSource({
        "1, 2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
        "1023, 10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11",
        "1024, 42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
        "1025, d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    })
    void agrees_with_blake3_vectors(int length, String expected) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        assertThat(hash.map(
                        "hash", "input", HexFormat.of().formatHex(bytes), "input_type", "hex", "algorithm", "blake3"))
                .containsEntry("hash", expected);
    }

    /// RFC 2202, RFC 4231 (cases 1, 2, 6 and the empty key of common use).
    @ParameterizedTest
    @CsvSource({
        "md5, 4a656665, what do ya want for nothing?, 750c783e6ab0b503eaa86e310a5db738",
        "sha1, 4a656665, what do ya want for nothing?, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "sha224, 4a656665, what do ya want for nothing?, a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
        "sha256, '', '', b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
        "sha512, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There, 87aa7cdea5ef619d4ff0b4241a1d6cb0"
                + "2379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    })
    void agrees_with_hmac_vectors(String algorithm, String key, String input, String expected) {
        Object[] common = {"input", input, "key", key, "key_format", "hex", "algorithm", algorithm};
        assertThat(hash.map("hmac", common)).containsEntry("hmac", expected);
        List<Object> verify = new ArrayList<>(List.of(common));
        verify.addAll(List.of("expected_hash", expected));
        assertThat(hash.map("verify", verify.toArray())).containsEntry("verified", true);
        assertThat(hash.map("hmac", "input", "x".repeat(500), "key", "k".repeat(300), "algorithm", "sha3-512"))
                .containsKey("hmac");
    }

    @Test
    void reads_files_and_agrees_with_the_programs_that_are_here(@TempDir Path folder) throws Exception {
        byte[] content = new byte[300_001];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("data.bin"), content);
        ToolTester here = hash.in(folder);
        int compared = 0;
        for (String name : List.of("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "b3")) {
            Path program = Path.of("/usr/bin/" + name + "sum");
            if (Files.isExecutable(program)) {
                Process process = new ProcessBuilder(program.toString(), "data.bin")
                        .directory(folder.toFile())
                        .start();
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(here.map("hash", "file", "data.bin", "algorithm", name.equals("b3") ? "blake3" : name))
                        .containsEntry("hash", printed.substring(0, printed.indexOf(' ')))
                        .containsEntry("bytes", 300_001L);
                compared++;
            }
        }
        Assumptions.assumeTrue(compared > 0, "no checksum program is here");
    }

    @Test
    void a_file_gives_what_its_bytes_give(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.txt"), "grüß");
        for (Checksum.Algorithm each : Checksum.Algorithm.values()) {
            assertThat(hash.in(folder).map("hash", "file", "a.txt", "algorithm", each.title()))
                    .isEqualTo(hash.map("hash", "input", "grüß", "algorithm", each.title()));
        }
    }

    @Test
    void stops_reading_when_cancelled(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("big.bin"), new byte[1 << 20]);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        hash.in(folder).cancelledBy(cancelled).fails(ErrorCode.CANCELLED, "hash", "file", "big.bin");
    }

    @Test
    void hashes_a_large_file_in_pieces(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("big.bin"), new byte[40 << 20]);
        List<Long> seen = new ArrayList<>();
        Map<String, ?> result = hash.in(folder)
                .reporting((done, total, text) -> {
                    assertThat(total).isEqualTo(40L << 20);
                    seen.add(done);
                })
                .map("hash", "file", "big.bin", "algorithm", "crc32");
        assertThat(result.get("bytes")).isEqualTo(40L << 20);
        assertThat(seen).containsExactly(16L << 20, 32L << 20);
    }

    @Test
    void a_wrong_hash_is_an_answer_and_an_unreadable_one_an_error() {
        String right =
                (String) Objects.requireNonNull(hash.map("hash", "input", "x").get("hash"));
        String wrong = (right.startsWith("0") ? "1" : "0") + right.substring(1);
        assertThat(hash.map("verify", "input", "x", "expected_hash", wrong)).containsEntry("verified", false);
        assertThat(hash.map(
                        "verify",
                        "input",
                        "abc",
                        "algorithm",
                        "md5",
                        "expected_hash",
                        "kAFQmDzST7DWlj99KOF/cg==",
                        "expected_format",
                        "base64"))
                .containsEntry("verified", true);
        assertThat(hash.fails(ErrorCode.INVALID_PARAMS, "verify", "input", "x", "expected_hash", "zz")
                        .message())
                .contains("expected_hash: not hex");
        assertThat(hash.fails(
                                ErrorCode.INVALID_PARAMS,
                                "verify",
                                "input",
                                "x",
                                "expected_hash",
                                "a9993e364706816aba3e25717850c26c9cd0d89d")
                        .message())
                .contains("has 20 bytes, but SHA-256 gives 32; SHA-1 would fit");
    }

    @Test
    void says_what_is_wrong_with_the_arguments() {
        assertThat(hash.fails(ErrorCode.INVALID_PARAMS, "hash", "input", "x", "algorithm", "sha257")
                        .message())
                .contains("unknown 'sha257'; did you mean 'sha-256'");
        assertThat(hash.fails(ErrorCode.INVALID_PARAMS, "hmac", "input", "x", "key", "k", "algorithm", "blake3")
                        .message())
                .contains("HMAC is not defined with BLAKE3");
        hash.fails(ErrorCode.INVALID_PARAMS, "hash");
        hash.fails(ErrorCode.INVALID_PARAMS, "hash", "input", "a", "file", "b");
        hash.fails(ErrorCode.INVALID_PARAMS, "hash", "input", "a", "input_type", "file");
        hash.fails(ErrorCode.INVALID_PARAMS, "hash", "input", "abc", "input_type", "hex");
        hash.fails(ErrorCode.INVALID_PARAMS, "hash", "input", "abc", "format", "octal");
        hash.fails(ErrorCode.INVALID_PARAMS, "hmac", "input", "abc");
        assertThat(hash.fails(ErrorCode.INVALID_PARAMS, "hmac", "input", "abc", "key", "my-secret", "key_format", "hex")
                        .message())
                .doesNotContain("my-secret");
        hash.fails(ErrorCode.DENIED, "hash", "file", "/etc/hostname");
    }
}
