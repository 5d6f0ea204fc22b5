package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.CsvSource;

class LuaValuesTest {
    private final LuaState lua = LuaState.open(LuaOptions.sandboxed());
    private final LuaValues values = new LuaValues(lua, 1 << 20);

    @Property(tries = 500)
    void every_value_comes_back_as_it_went(@ForAll("anything") Object value) {
        Object there = values.toLua(value);
        assertThat(Values.equal(values.toJava(there, "value"), value))
                .as("%s came back as %s", value, values.toJava(there, "value"))
                .isTrue();
    }

    /// Bytes that are no UTF-8: others come back as strings, as Lua has one type for both.
    @Provide
    Arbitrary<Object> anything() {
        Arbitrary<Object> leaf = Arbitraries.oneOf(
                Arbitraries.of(true, false).map(truth -> truth),
                Arbitraries.longs().map(n -> n),
                Arbitraries.doubles().map(n -> n),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 2.0).map(n -> n),
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .filter(text ->
                                text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)))
                        .map(text -> text),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(LuaValuesTest::notText));
        Arbitrary<Object> nested = leaf;
        for (int depth = 0; depth < 3; depth++) {
            Arbitrary<Object> inside = nested;
            nested = Arbitraries.oneOf(
                    leaf,
                    inside.list().ofMaxSize(4).map(list -> (Object) withNull(list)),
                    Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(5), inside)
                            .ofMaxSize(4)
                            .map(map -> (Object) map));
        }
        return nested;
    }

    private static Object notText(byte[] bytes) {
        byte[] more = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        more[bytes.length] = (byte) 0xff;
        return more;
    }

    private static List<@Nullable Object> withNull(List<Object> list) {
        List<@Nullable Object> more = new java.util.ArrayList<>(list);
        if (list.size() > 1) {
            more.set(0, null);
        }
        return more;
    }

    @Test
    void an_empty_list_stays_a_list_and_an_empty_map_a_map() {
        assertThat(values.toJava(values.toLua(List.of()), "v")).isEqualTo(List.of());
        assertThat(values.toJava(values.toLua(Map.of()), "v")).isEqualTo(Map.of());
        assertThat(values.toJava(lua.newTable(), "v")).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {1, nil, 3}                 | v: the table has the key 3 but not 2
            {1, a = 2}                  | v: the table has the key 'a' beside keys of the other kind
            {x = {[1.5] = 1}}           | v.x: the table has a key that is the float 1.5
            {x = {{[true] = 1}}}        | v.x[1]: the table has a key that is the boolean true
            {[10] = 1}                  | v: the table has the key 10 but not 1
            {list = {1, {f = print}}}   | v.list[2].f: a function is no plain value
            {co = coroutine.create(print)} | v.co: a coroutine is no plain value
            {['\\xff'] = 1}             | v: the table has a key that is not UTF-8
            """)
    void what_has_no_plain_form_is_refused_at_its_place(String expression, String message) {
        Object made = lua.run("return " + expression)[0];
        assertThatThrownBy(() -> values.toJava(made, "v")).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
            assertThat(e.message()).startsWith(message);
        });
    }

    @Test
    void a_table_that_holds_itself_is_refused() {
        Object made = lua.run("local t = {a = {}}; t.a.b = t; return t")[0];
        assertThatThrownBy(() -> values.toJava(made, "v")).hasMessage("v: the table holds itself");
    }

    @Test
    void tables_are_nested_two_hundred_deep_and_no_deeper() {
        String deep = "local t = {}; for i = 2, %d do t = {t} end; return t";
        assertThat(values.toJava(lua.run(deep.formatted(200))[0], "v")).isNotNull();
        assertThatThrownBy(() -> values.toJava(lua.run(deep.formatted(201))[0], "v"))
                .hasMessage("v: tables are nested deeper than 200");
    }

    @Test
    void tables_that_share_tables_cannot_grow_beyond_the_memory() {
        Object made = lua.run("local t = {}; for i = 1, 60 do t = {t, t} end; return t")[0];
        assertThatThrownBy(() -> values.toJava(made, "v"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    }

    @Test
    void half_a_surrogate_pair_is_refused_rather_than_replaced() {
        assertThatThrownBy(() -> values.toLua("a\ud800b")).hasMessageContaining("half of a surrogate pair at 1");
        assertThat(String.valueOf(values.toLua("a\ud83d\ude00"))).isEqualTo("a\ud83d\ude00");
    }
}
