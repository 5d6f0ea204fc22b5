package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UuidGeneratorTest implements ToolContract {
    private static final Instant NOW = Instant.parse("2022-02-22T19:22:22.123456700Z");

    private final ToolTester uuids = ToolTester.of(tool()).at(NOW);

    @Override
    public Tool tool() {
        return new UuidGenerator();
    }

    @SuppressWarnings("unchecked") // the result's schema says so
    private List<String> many(String version) {
        return (List<String>) Objects.requireNonNull(
                uuids.map("generate", "version", version, "count", 5000).get("uuids"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v4", "v6", "v7", "ulid"})
    void are_real_unique_and_as_their_version_says(String version) {
        List<String> made = many(version);
        assertThat(new HashSet<>(made)).hasSize(5000);
        assertThat(uuids.map("validate", "uuid", made.getFirst()))
                .containsEntry("valid", true)
                .containsEntry("version", version);
        if (version.equals("v6") || version.equals("v7") || version.equals("ulid")) {
            assertThat(made).isSorted();
        }
        String time = (String) uuids.map("validate", "uuid", made.getFirst()).get("time");
        if (version.equals("v4")) {
            assertThat(time).isNull();
        } else {
            boolean fine = version.equals("v1") || version.equals("v6");
            assertThat(time).isEqualTo(fine ? "2022-02-22T19:22:22.123456700Z" : "2022-02-22T19:22:22.123Z");
        }
    }

    @Test
    void version_1_is_as_java_reads_it() {
        UUID uuid = UUID.fromString((String)
                Objects.requireNonNull(uuids.map("generate", "version", "1").get("uuid")));
        assertThat(uuid.version()).isEqualTo(1);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat((uuid.timestamp() - 0x01B21DD213814000L) / 10_000).isEqualTo(NOW.toEpochMilli());
        assertThat(uuid.node() & 1L << 40).as("multicast bit").isNotZero();
    }

    /// RFC 9562, appendix A.
    @ParameterizedTest
    @CsvSource({
        "C232AB00-9414-11EC-B3C8-9F6BDECED846, v1, 2022-02-22T19:22:22Z",
        "5df41881-3aed-3515-88a7-2f4a814cf09e, v3,",
        "919108f7-52d1-4320-9bac-f847db4148a8, v4,",
        "2ed6657d-e927-568b-95e1-2665a8aea6a2, v5,",
        "1EC9414C-232A-6B00-B3C8-9F6BDECED846, v6, 2022-02-22T19:22:22Z",
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F, v7, 2022-02-22T19:22:22Z",
        "{017f22e279b07cc398c4dc0c0c07398f}, v7, 2022-02-22T19:22:22Z",
        "urn:uuid:919108f7-52d1-4320-9bac-f847db4148a8, v4,",
        "00000000-0000-0000-0000-000000000000, nil,",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, max,",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV, ulid, 2016-07-30T23:54:10.259Z",
    })
    void reads_the_examples_of_the_standard(String text, String version, @Nullable String time) {
        var result = uuids.map("validate", "uuid", text);
        assertThat(result).containsEntry("valid", true).containsEntry("version", version);
        assertThat(result.get("time")).isEqualTo(time);
    }

    @Test
    void names_give_the_standards_uuids() {
        assertThat(uuids.map("generate", "version", "v3", "name", "www.example.com"))
                .containsEntry("uuid", "5df41881-3aed-3515-88a7-2f4a814cf09e");
        assertThat(uuids.map("generate", "version", "v5", "name", "www.example.com", "format", "urn"))
                .containsEntry("uuid", "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2");
        assertThat(uuids.map("deterministic", "name", "a", "namespace", "tool"))
                .isEqualTo(uuids.map("deterministic", "name", "a", "namespace", "tool"))
                .isNotEqualTo(uuids.map("deterministic", "name", "a", "namespace", "agent"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2ed6657d-e927-568b-95e1-2665a8aea6a",
                "2ed6657de-927-568b-95e1-2665a8aea6a2",
                "2ed6657d-e927-568b-95e1-2665a8aea6ag",
                "{2ed6657d-e927-568b-95e1-2665a8aea6a2",
                "81ARZ3NDEKTSV4RRFFQ69G5FAV",
                "01ARZ3NDEKTSV4RRFFQ69G5FAU!",
            })
    void says_what_is_none(String text) {
        assertThat(uuids.map("validate", "uuid", text))
                .containsEntry("valid", false)
                .containsKey("error");
    }

    @Test
    void builds_identifiers_of_parts() {
        ToolTester seeded = uuids.random(new Random(3));
        assertThat((String) seeded.map("component_id").get("id")).matches("component_[0-9a-f-]{36}");
        assertThat((String)
                        seeded.map("component_id", "prefix", "a", "short", true).get("id"))
                .matches("a_[0-9a-f]{8}");
        assertThat((String) seeded.map("custom", "prefix", "log", "timestamp", true, "short", true, "suffix", "z")
                        .get("id"))
                .matches("log_20220222192222_[0-9a-f]{8}_z");
    }

    @Test
    void says_what_is_wrong_with_the_arguments() {
        uuids.fails(ErrorCode.INVALID_PARAMS, "generate", "version", "v2");
        uuids.fails(ErrorCode.INVALID_PARAMS, "generate", "version", "v5");
        uuids.fails(ErrorCode.INVALID_PARAMS, "generate", "version", "v4", "name", "x");
        uuids.fails(ErrorCode.INVALID_PARAMS, "generate", "count", 0);
        assertThat(uuids.fails(ErrorCode.INVALID_PARAMS, "deterministic", "name", "x", "namespace", "agnet")
                        .message())
                .contains("did you mean 'agent'");
    }
}
