package dev.incant.kernel.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @Property(tries = 500)
    void any_value_comes_back_as_it_was(@ForAll("values") Object value) {
        Object plain = unboxed(value);
        assertThat(Values.equal(Json.parse(Json.write(plain)), plain)).isTrue();
        assertThat(Values.equal(Json.parse(Json.pretty(plain)), plain)).isTrue();
    }

    /// jqwik has no null among arbitraries of Object; this stands for it.
    private static final String NULL = "\u0000null";

    private static @Nullable Object unboxed(Object value) {
        if (value.equals(NULL)) {
            return null;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(item -> plain.add(unboxed(item)));
            return plain;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((name, item) -> plain.put((String) name, unboxed(item)));
            return plain;
        }
        return value;
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5), Arbitraries.of("$bytes", "$number", "$$bytes", "$", "a"));
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.longs().map(n -> n),
                Arbitraries.doubles().map(d -> d),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e300, Double.MIN_VALUE),
                Arbitraries.strings().ofMaxLength(20).map(s -> s),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(b -> b),
                Arbitraries.of(true, false),
                Arbitraries.just(NULL));
        return Arbitraries.recursive(
                () -> leaf,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(list -> list),
                        Arbitraries.maps(names, inner).ofMaxSize(3).map(map -> map)),
                0,
                3);
    }

    @Property(tries = 300)
    void no_text_does_anything_but_parse_or_say_where_it_is_wrong(@ForAll String text) {
        try {
            Json.parse(text);
        } catch (ToolException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void integers_and_floats_stay_what_they_are() {
        assertThat(Json.parse("[1, 1.0, 1e2, -0.0, 9223372036854775807]"))
                .isEqualTo(List.of(1L, 1.0, 100.0, -0.0, Long.MAX_VALUE));
        assertThat(Json.write(List.of(1L, 1.0))).isEqualTo("[1,1.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775809", "1e400", "0.1234567890123456789012", "1e-400", "-1e999"})
    void numbers_that_would_be_rounded_are_refused(String number) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> Json.parse("{\"n\": " + number + "}"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(error.message()).contains(number.substring(0, 4));
    }

    @Test
    void integers_beyond_long_that_a_double_holds_are_taken() {
        assertThat(Json.parse("18446744073709551616")).isEqualTo(0x1p64);
    }

    @Test
    void errors_name_line_and_column() {
        ToolException error = catchThrowableOfType(ToolException.class, () -> Json.parse("{\n  \"a\": ?\n}"));
        assertThat(error.message()).contains("line 2, column");
        assertThat(error.details()).containsEntry("line", 2L).containsKey("column");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1 2", "{\"a\":1,\"a\":2}", "[1,]", "{\"$bytes\":\"?\"}", "{\"$number\":1}"})
    void what_is_not_one_whole_value_is_refused(String text) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> Json.parse(text));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void nesting_is_bounded() {
        ToolException error =
                catchThrowableOfType(ToolException.class, () -> Json.parse("[".repeat(100_000) + "]".repeat(100_000)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
    }
}
