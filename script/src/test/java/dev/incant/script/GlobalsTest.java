package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What scripts meet: each global, as users write it.
class GlobalsTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return tools.calculator{expression = "2 + 2"}.result              | 4
            return tools.calculator("2+3").result                             | 5
            return tools.calculator.evaluate{expression = "1"}.result         | 1
            return tools.calculator:evaluate("7").result                      | 7
            return #tools.calculator.functions()                              | 0
            return tools["web-scraper"]("u").url                              | u
            return tools.web_scraper.scrape{url = "u", links = true}.url      | u
            return tools["web-scraper"] == tools.web_scraper                  | true
            return Tool.invoke("calculator", {input = "2 + 3 + 4"}).result    | 9
            return Tool.invoke("calculator.evaluate", "1+1").result           | 2
            return Tool.invoke("calculator", {operation = "evaluate", input = "3"}).result | 3
            return Tool["web-scraper"]:execute{url = "u"}.url                 | u
            return Tool["web-scraper"].execute{url = "u"}.url                 | u
            return Tool.calculator.name                                       | calculator
            return Tool.calculator.getSchema().parameters[1].name             | operation
            return Tool.nothing                                               |
            return Tool.get("nothing")                                        |
            return Tool.get("page-reader"):execute("u").url                   | u
            return Tool.get("web_scraper").schema.parameters[1].type          | string
            return Tool.get("calculator").operations[1].parameters[1].name    | expression
            return Tool.list()[1].name                                        | calculator
            return #Tool.list()                                               | 3
            return Tool.list()[1].operations[2]                               | functions
            return Tool.search("read a page", 1)[1].tool                      | web_scraper
            return Tool.exists("web-scraper")                                 | true
            return Tool.exists("web-scrapper")                                | false
            return table.concat(Tool.categories(), " ")                       | data utility web
            return Tool.discover{category = "web"}[1].name                    | web_scraper
            return #Tool.discover{tag = "math"}                               | 1
            local n = "" for k in pairs(tools) do n = n .. k .. " " end return n | `calculator trial web_scraper `
            2 + 2                                                             | 4
            return os.time()                                                  | 1736942400
            return os.date("!%Y-%m-%d")                                       | 2025-01-15
            return os.clock()                                                 | 0.0
            return os.getenv("HOME")                                          | /home/me
            return os.getenv("PATH")                                          |
            return type(debug.traceback())                                    | string
            return require("string") == string                                | true
            """)
    void calls(String code, String value) {
        assertThat(String.valueOf(host.run(code))).isEqualTo(String.valueOf(value));
    }

    @Test
    void what_reaches_outside_is_not_there() {
        assertThat(
                        host.run(
                                "return io.open, io.read, io.popen, os.execute, os.exit, os.remove, os.rename, os.tmpname,"
                                        + " package.loadlib, debug.getregistry, require('debug').sethook, package.loaded.debug.getinfo"))
                .isEqualTo(Values.list(null, null, null, null, null, null, null, null, null, null, null, null));
        assertThat(host.run("return select(2, load(string.dump(function() end)))"))
                .asString()
                .contains("binary chunk");
    }

    @Test
    void unknown_tools_and_operations_are_told_with_the_nearest() {
        assertThatThrownBy(() -> host.run("return tools.calculater{}"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("did you mean 'calculator'");
        assertThatThrownBy(() -> host.run("return tools.calculator.evalate{}"))
                .hasMessageContaining("did you mean 'evaluate'");
        assertThatThrownBy(() -> host.run("return tools.trial.fail('x')"))
                .hasMessageContaining("trial.fail has no main parameter");
        assertThatThrownBy(() -> host.run("return tools.calculator('1', '2')"))
                .hasMessageContaining("takes one table of parameters");
    }

    @Test
    void no_spec_is_loaded_before_it_is_named() {
        host.run("return 1 + 1");
        assertThat(host.made).isEmpty();
        host.run("return tools.calculator('1'), tools.calculator.evaluate{expression = '1'}, Tool.calculator.name");
        assertThat(host.made).containsExactly("calculator");
    }

    @Test
    void print_shows_values_as_lua_does() {
        assertThat(host.printed("print(1, 2.0, 1e15, 'x', nil, true)")).isEqualTo("1\t2.0\t1e+15\tx\tnil\ttrue\n");
        assertThat(host.printed("print(setmetatable({}, {__tostring = function() return 'mine' end}))"))
                .isEqualTo("mine\n");
        assertThat(host.printed("print(setmetatable({}, {__name = 'Kind'}))")).startsWith("Kind: 0x");
        assertThat(host.printed("io.write('a', 1, 2.5) print('b') io.write('é\\n', JSON.stringify{})"))
                .isEqualTo("a12.5b\né\n{}");
    }

    @Test
    void output_that_splits_a_character_is_put_together() {
        assertThat(host.printed("io.write('\\xc3') io.write('\\xa9') io.write('\\xff') io.write('\\xe2\\x82')"))
                .isEqualTo("é\uFFFD\uFFFD");
    }

    @Test
    void state_keeps_values_by_scope_version_and_time() {
        assertThat(host.run("State.set('a', {1, {}, JSON.null}); return State.get('a')"))
                .isEqualTo(Values.list(1, Map.of(), null));
        assertThat(host.run("State.set('s', 1, {scope = 'session'}); return State.get('s')"))
                .isNull();
        assertThat(host.state().keys("session:1", "")).containsExactly("s");
        assertThat(host.run(
                        "return State.get('s', {scope = 'session'}), State.exists('s'), State.keys('a'), State.list()"))
                .isEqualTo(Values.list(1, false, List.of("a"), List.of("a")));
        assertThat(host.run("""
                        local _, none = State.get_with_version('c')
                        local v1 = State.compare_and_swap('c', none, 'x')
                        local lost = State.compare_and_swap('c', none, 'y')
                        local value, version = State.get_with_version('c')
                        return none, lost, value, version == v1, State.compare_and_swap('c', version, 'z') > v1
                        """)).isEqualTo(Values.list(0, null, "x", true, true));
        assertThat(host.run("return State.delete('c'), State.delete('c')")).isEqualTo(List.of(true, false));
        assertThat(host.run("State.save('mine', 'k', 7); return State.load('mine', 'k'), State.list_keys('mine')"))
                .isEqualTo(Values.list(7, List.of("k")));
        assertThat(host.run("return State.delete('mine', 'k'), State.load('mine', 'k')"))
                .isEqualTo(Values.list(true, null));
        assertThat(host.run("State.set('t', 1, {ttl = 0.5}); return State.exists('t')"))
                .isEqualTo(true);
        assertThatThrownBy(() -> host.run("State.set('t', 1, {tll = 5})")).hasMessageContaining("did you mean 'ttl'");
        assertThatThrownBy(() -> host.run("State.set('t', print)"))
                .hasMessageContaining("a function is no plain value");
    }

    @Test
    void events_go_to_who_subscribed() {
        assertThat(host.run("""
                        local id = Event.subscribe("report.*")
                        Event.publish("report.done", {n = 1})
                        Event.publish("other", 2)
                        local event = Event.receive(id, 0)
                        return event, Event.receive(id, 0), Event.list_subscriptions(), Event.unsubscribe(id), Event.unsubscribe(id)
                        """))
                .isEqualTo(Values.list(
                        Values.map("topic", "report.done", "data", Values.map("n", 1), "dropped", 0),
                        null,
                        Values.list(Values.map("id", "sub-1", "pattern", "report.*")),
                        true,
                        false));
        assertThatThrownBy(() -> host.run("Event.publish('tool.completed', 1)"))
                .hasMessageContaining("'tool.completed' is one of the kernel's own");
        assertThatThrownBy(() -> host.run("Event.receive('sub-9')")).hasMessageContaining("no subscription 'sub-9'");
    }

    @Test
    void json_keeps_arrays_objects_and_nulls() {
        assertThat(host.run("return JSON.stringify(JSON.parse('{\"a\":[],\"b\":{},\"c\":null,\"d\":[1,2.0,null]}'))"))
                .isEqualTo("{\"a\":[],\"b\":{},\"c\":null,\"d\":[1,2.0,null]}");
        assertThat(host.run("return JSON.stringify{}, JSON.stringify(JSON.array{}), JSON.stringify(JSON.object()),"
                        + " JSON.stringify(JSON.null), tostring(JSON.null), JSON.parse('null') == JSON.null"))
                .isEqualTo(Values.list("{}", "[]", "{}", "null", "null", true));
        assertThat(host.run("return JSON.stringify({b = 1, a = {1}}, {pretty = true})"))
                .isEqualTo("{\n  \"a\": [\n    1\n  ],\n  \"b\": 1\n}");
        assertThat(host.run("local ok, e = pcall(JSON.parse, '[1,'); return ok, e.code"))
                .isEqualTo(List.of(false, "invalid_params"));
    }

    @Test
    void log_lines_go_to_the_error_stream() {
        host.run("Log.info('started', {n = 1}) Logger.warn('careful') Debug.log('info', 'x') Debug.error('e')"
                + " warn('@on') warn('native ', 'warning')");
        assertThat(host.logged.toString())
                .isEqualTo("info: started {\"n\":1}\nwarn: careful\ninfo: x\nerror: e\nLua warning: native warning\n");
        assertThat(host.printed.toString()).isEmpty();
    }

    @Test
    void timers_and_memory_tell_numbers() {
        assertThat(host.run(
                        "local t = Debug.timer('x'); return t.name, t:elapsed() >= 0, t:lap() >= 0, t:stop() == t:elapsed(),"
                                + " Debug.memory().used_bytes > 0"))
                .isEqualTo(Values.list("x", true, true, true, true));
    }

    @Test
    void display_progress_and_input_reach_the_client() {
        host.run(
                "display('x') display{mime = 'image/png', data = '\\xff'} display{1, 2} progress(1, 3, 'one') progress(2)");
        assertThat(host.displayed.get(0)).isEqualTo(Map.of("text/plain", "x"));
        assertThat(host.displayed.get(1).get("image/png")).isEqualTo(new byte[] {(byte) 0xff});
        assertThat(host.displayed.get(2))
                .isEqualTo(Values.map("application/json", List.of(1L, 2L), "text/plain", "[\n  1,\n  2\n]"));
        assertThat(host.reports).containsExactly("1/3 one", "2/-1 null");
        assertThat(host.run("return input('name? ')")).isEqualTo("answer to name? ");
        assertThatThrownBy(() -> host.run("display{mime = 'png', data = 'x'}")).hasMessageContaining("type/subtype");
    }

    @Test
    void arguments_stand_in_args_by_name_and_by_number() {
        assertThat(host.run(
                        "return ARGS[0], ARGS[1], ARGS[2], ARGS.month, ARGS.dry, ARGS.to, arg[0], #arg, arg[3]",
                        "in.csv",
                        "--month",
                        "11",
                        "--to=x=y",
                        "--dry",
                        "--",
                        "--rest"))
                .isEqualTo(Values.list("test.lua", "in.csv", "--rest", "11", "true", "x=y", "test.lua", 7, "11"));
    }

    @Test
    void results_are_the_values_that_the_chunk_returns() {
        assertThat(host.run("x = 1")).isNull();
        assertThat(host.run("return 1, nil, 'a'")).isEqualTo(Values.list(1, null, "a"));
        assertThat(host.run("x, x + 1")).isEqualTo(List.of(1L, 2L));
        assertThat(host.run("#!/usr/bin/env incant\nreturn 5")).isEqualTo(5L);
        assertThatThrownBy(() -> host.run("return {f = print}")).hasMessage("result.f: a function is no plain value");
    }

    @Test
    void completion_knows_the_members_that_are_there() {
        host.run("x = 1");
        for (String library : LuaNames.libraries().keySet()) {
            Object there = host.run(
                    "local n = {} for k in pairs(" + library + ") do n[#n + 1] = k end table.sort(n) return n");
            assertThat(LuaNames.libraries().get(library)).as(library).isEqualTo(there);
        }
        for (String[] table : Globals.TABLES) {
            Object there = host.run(
                    "local n = {} for k in pairs(" + table[0] + ") do n[#n + 1] = k end table.sort(n) return n");
            List<String> known = new java.util.ArrayList<>(Completer.table(table[0]));
            known.sort(null);
            assertThat(known).as(table[0]).isEqualTo(there);
            for (String member : known) {
                assertThat(FunctionHelp.of(table[0] + "." + member))
                        .as(table[0] + "." + member)
                        .isNotNull();
            }
        }
    }
}
