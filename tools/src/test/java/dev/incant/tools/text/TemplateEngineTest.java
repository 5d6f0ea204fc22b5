package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateEngineTest implements ToolContract {
    private static final Object DATA = java.util.Objects.requireNonNull(Json.parse("""
            {"name":"Ada","html":"<b>'a'/\\"&","n":3,"f":2.5,"t":true,"none":null,"empty":[],
             "list":[3,1,2],"words":["b","A","c"],"user":{"name":"Bob","tags":["x","y"]},
             "people":[{"n":"A","age":30,"g":"m"},{"n":"B","age":20,"g":"f"},{"n":"C","age":30,"g":"f"}],
             "map":{"k1":1,"k2":2},"when":1704067200,"text":"hello big world"}"""));

    private static final String[][] JINJA = {
        {"{{ html }}", "&lt;b&gt;&#39;a&#39;/&#34;&amp;"},
        {"{{ text|replace('big', 'small')|title }}", "Hello Small World"},
        {"{{ text|truncate(9) }} {{ text|truncate(9, True) }}", "hello... hello ..."},
        {"{{ missing|default('x') }} {{ ''|default('y', true) }}", "x y"},
        {
            "{{ t }} {{ none }} {{ words }} {{ 4 / 2 }} {{ 7 // 2 }} {{ 2 ** 3 }} {{ f }}",
            "True None [&#39;b&#39;, &#39;A&#39;, &#39;c&#39;] 2.0 3 8 2.5"
        },
        {"{{ 'yes' if n > 2 else 'no' }} {{ name or 'x' }} {{ '' or 'x' }}", "yes Ada x"},
        {"{{ n + 1|string|length }}", "4"},
        {
            "{% for k, v in map.items() %}{{ k }}{{ v }}{% endfor %} {{ name.upper() }} {{ user.get('q', 'd') }}",
            "k11k22 ADA d"
        },
        {"{% for x in list if x > 1 %}{{ x }}{% endfor %}{% for i in range(1, 6, 2) %}{{ i }}{% endfor %}", "32135"},
        {"{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}", "121345"},
        {"{% set x %}<{{ name }}>{% endset %}{{ x }} {% with y = 5 %}{{ y }}{% endwith %}", "<Ada> 5"},
        {
            "{{ words|sort|join(',') }} {{ list|sum }} {{ list|max }} {{ text[0:5] }} {{ list[-1] }} {{ list[1:] }}",
            "A,b,c 6 3 hello 2 [1, 2]"
        },
        {
            "{{ n is number and n is not none }} {{ 2 is even }} {{ n is divisibleby 3 }} {{ 'a' in words or 'b' in words }} {{ 9 not in list }}",
            "True True True True True"
        },
        {
            "{{ {'a': 1}['a'] }} {{ -n }} {{ 'a' ~ 1 }} {{ 3.0 }} {{ 2.5|round }} {{ '7'|int + 1 }} {{ '<'|tojson }}",
            "1 -3 a1 3.0 2.0 8 \"\\u003c\""
        },
    };

    private final ToolTester templates = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new TemplateEngine();
    }

    private String render(String engine, String template) {
        try {
            return String.valueOf(templates
                    .map("render", "input", template, "engine", engine, "context", DATA)
                    .get("rendered"));
        } catch (ToolException e) {
            return e.code() + " " + e.message();
        }
    }

    private void check(String engine, String[]... cases) {
        List<String> differences = new ArrayList<>();
        for (String[] each : cases) {
            String rendered = render(engine, each[0]);
            if (!rendered.equals(each[1])) {
                differences.add(each[0] + "\n  expected " + each[1] + "\n  rendered " + rendered);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void renders_tera() {
        check("tera", new String[][] {
            {"{{ name | upper }} {{ user.name }} {{ user[\"name\"] }} {{ list.0 }} {{ list[1] }}", "ADA Bob Bob 3 1"},
            {"{{ html }}", "&lt;b&gt;&#x27;a&#x27;&#x2F;&quot;&amp;"},
            {"{{ html | safe }}", "<b>'a'/\"&"},
            {"{{ name | replace(from=\"A\", to=\"<\") | escape }}", "&lt;da"},
            {"{{ text | truncate(length=5) }} {{ text | truncate(length=5, end=\"\") }}", "hello… hello"},
            {"{{ missing | default(value=\"x\") }} {{ none | default(value=1) }}", "x 1"},
            {
                "{{ when | date }} {{ when | date(format=\"%d.%m.%Y %H:%M\") }} {{ \"2025-03-01\" | date(format=\"%b %e\") }}",
                "2024-01-01 01.01.2024 00:00 Mar  1"
            },
            {"{{ 1 + 2 * 3 }} {{ 7 % 4 }} {{ 10 / 4 }} {{ (1 + 2) * 3 }} {{ n - 1 }} {{ f * 2 }}", "7 3 2.5 9 2 5.0"},
            {"{{ 1.5 + 1.2 | round }} {{ 2.456 | round(precision=2) }} {{ 2.1 | round(method=\"ceil\") }}", "3 2.46 3"},
            {"{{ name ~ \"-\" ~ n }}", "Ada-3"},
            {"{% if n > 2 and name == \"Ada\" %}a{% elif t %}b{% else %}c{% endif %}", "a"},
            {"{% if not t or n in list %}y{% endif %}{% if missing %}n{% else %}m{% endif %}", "ym"},
            {
                "{% for x in list %}{{ loop.index }}/{{ loop.index0 }}:{{ x }}{% if not loop.last %},{% endif %}{% endfor %}",
                "1/0:3,2/1:1,3/2:2"
            },
            {"{% for k, v in map %}{{ k }}={{ v }};{% endfor %}", "k1=1;k2=2;"},
            {"{% for x in empty %}x{% else %}none{% endfor %}", "none"},
            {
                "{% for i in range(end=5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
                "02"
            },
            {
                "{% set x = 1 %}{% for i in list %}{% set x = x + i %}{% set_global y = i %}{% endfor %}{{ x }}{{ y }}",
                "12"
            },
            {
                "{% macro hi(who, mark=\"!\") %}Hi {{ who }}{{ mark }}{% endmacro %}{{ self::hi(who=\"<A>\") }}",
                "Hi &lt;A&gt;!"
            },
            {
                "{% macro f(n) %}{% if n > 1 %}{{ n }},{{ self::f(n=n - 1) }}{% else %}1{% endif %}{% endmacro %}{{ self::f(n=4) }}",
                "4,3,2,1"
            },
            {"a {%- if t -%} b {%- endif %} c", "ab c"},
            {"{% raw %}{{ x }}{% endraw %}{# gone #}!", "{{ x }}!"},
            {"{% filter upper %}x{{ name }}{% endfilter %}", "XADA"},
            {
                "{{ people | map(attribute=\"n\") | join(sep=\"-\") }} {{ people | filter(attribute=\"age\", value=30) | length }}",
                "A-B-C 2"
            },
            {
                "{{ list | sort | join(sep=\",\") }} {{ people | sort(attribute=\"age\") | first | get(key=\"n\") }} {{ list | reverse }}",
                "1,2,3 B [2, 1, 3]"
            },
            {"{% for g, ps in people | group_by(attribute=\"g\") %}{{ g }}{{ ps | length }}{% endfor %}", "m1f2"},
            {
                "{{ list | slice(start=1) | concat(with=9) | json_encode() }} {{ map | json_encode() | safe }}",
                "[1,2,9] {\"k1\":1,\"k2\":2}"
            },
            {
                "{{ name is defined }} {{ zz is undefined }} {{ n is odd }} {{ text is containing(\"big\") }} {{ n is divisibleby(3) }} {{ text is starting_with(\"he\") }} {{ name is matching(\"^A.a$\") }}",
                "true true true true true true true"
            },
            {
                "{{ \"a b/c\" | urlencode }} {{ \"Héllo World!\" | slugify }} {{ \"one two\" | title }} {{ \"x\" | capitalize }} {{ text | wordcount }} {{ 1536 | filesizeformat }} {{ n }} item{{ n | pluralize }}",
                "a%20b&#x2F;c hello-world One Two X 3 1.5 kB 3 items"
            },
            {"{{ [1, 2, 3] | length }} {{ \" x \" | trim }}| {{ \"a,b\" | split(pat=\",\") | last }}", "3 x| b"},
            {"{{ t }} {{ none }}| {{ [\"a\", 1] }}", "true | [a, 1]"},
            {"{{ `}}` }}{{ \"%}\" }}", "}}%}"},
        });
    }

    @Test
    void renders_jinja() {
        check("jinja", JINJA);
    }

    @Test
    void the_expected_output_is_that_of_python(@TempDir Path folder) throws Exception {
        List<Object> cases = new ArrayList<>();
        for (String[] each : JINJA) {
            cases.add(List.of(each[0], each[1]));
        }
        Files.writeString(
                folder.resolve("cases.json"),
                Json.write(dev.incant.kernel.value.Values.map("data", DATA, "cases", cases)));
        String program = """
                import json, sys
                try:
                    import jinja2
                except ImportError:
                    sys.exit(9)
                given = json.load(open(sys.argv[1], encoding="utf-8"))
                env = jinja2.Environment(autoescape=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined)
                for source, expected in given["cases"]:
                    got = env.from_string(source).render(given["data"])
                    if got != expected:
                        print(json.dumps([source, expected, got]))
                """;
        Process python = new ProcessBuilder(
                        "python3", "-c", program, folder.resolve("cases.json").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        org.assertj.core.api.Assumptions.assumeThat(python.waitFor())
                .as("python3 with jinja2")
                .isNotEqualTo(9);
        assertThat(output).isEmpty();
    }

    @Test
    void renders_handlebars() {
        check("handlebars", new String[][] {
            {"{{name}} {{user.name}} {{user/name}} {{list.[1]}} {{list.length}} {{f}}", "Ada Bob Bob 1 3 2.5"},
            {"{{html}} {{{html}}} {{&html}}", "&lt;b&gt;&#x27;a&#x27;/&quot;&amp; <b>'a'/\"& <b>'a'/\"&"},
            {"{{#each list}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "03,11,22"},
            {"{{#each map}}{{@key}}={{.}};{{/each}}{{#each empty}}x{{else}}none{{/each}}", "k1=1;k2=2;none"},
            {"{{#each people as |p i|}}{{i}}{{p.n}}{{../name}}{{@root.n}} {{/each}}", "0AAda3 1BAda3 2CAda3 "},
            {
                "{{#if t}}a{{else}}b{{/if}}{{#if none}}a{{else if n}}b{{else}}c{{/if}}{{#unless t}}x{{else}}y{{/unless}}",
                "aby"
            },
            {"{{#with user}}{{name}}{{#each tags}}{{this}}{{../name}}{{/each}}{{/with}}", "BobxBobyBob"},
            {"{{#people}}{{n}}{{/people}}{{^empty}}none{{/empty}}{{#user}}{{name}}{{/user}}", "ABCnoneBob"},
            {
                "{{uppercase name}} {{lookup map 'k2'}} {{#if (eq name \"Ada\")}}eq{{/if}} {{#if (and t (gt n 2))}}gt{{/if}}",
                "ADA 2 eq gt"
            },
            {"{{#*inline \"row\"}}<{{n}}{{x}}>{{/inline}}{{#each people}}{{> row x=1}}{{/each}}", "<A1><B1><C1>"},
            {
                "{{#*inline \"box\"}}[{{> @partial-block}}]{{/inline}}{{#> box}}{{name}}{{/box}}{{#> nope}}fallback{{/nope}}",
                "[Ada]fallback"
            },
            {"a {{~name~}} b {{! gone }}{{!-- {{x}} --}}\\{{name}}", "aAdab {{name}}"},
            {
                "x\n{{#if t}}\n  y\n{{/if}}\nz\n{{#each list}}\n- {{this}}\n{{/each}}\nend",
                "x\n  y\nz\n- 3\n- 1\n- 2\nend"
            },
            {"{{#if 0}}a{{else}}b{{/if}}{{#if 0 includeZero=true}}a{{/if}}{{#if user}}c{{/if}}{{true}}", "bactrue"},
        });
    }

    @Test
    void detects_the_language() {
        for (String[] each : new String[][] {
            {"{{ a }}", "tera"},
            {"{% if a %}{% endif %}", "tera"},
            {"{{#if a}}{{/if}}", "handlebars"},
            {"{{- a -}}", "tera"},
            {"{{{a}}}", "handlebars"}
        }) {
            assertThat(templates.map("validate", "input", each[0]))
                    .containsEntry("engine", each[1])
                    .containsEntry("valid", true);
        }
        assertThat(templates.map("validate", "input", "{{#if a}}", "auto_detect", false))
                .containsEntry("engine", "tera")
                .containsEntry("valid", false);
    }

    @Test
    void says_which_name_is_missing_in_which_line() {
        for (String engine : List.of("tera", "jinja", "handlebars")) {
            ToolException e =
                    templates.fails(ErrorCode.INVALID_PARAMS, "render", "input", "a\n{{ nope }}", "engine", engine);
            assertThat(e.message()).contains("line 2", "'nope' is not defined");
            assertThat(e.details()).containsEntry("line", 2L);
            assertThat(templates.map("render", "input", "[{{ nope }}]", "engine", engine, "strict", false))
                    .containsEntry("rendered", "[]");
        }
        assertThat(render("tera", "{{ user.zip }}")).contains("'zip' is not defined");
        assertThat(render("tera", "{{ user.zip.code }}")).contains("'zip' is not defined");
        assertThat(templates.map("render", "input", "{% for x in nope %}{% endfor %}", "strict", false))
                .containsEntry("rendered", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% if x %}",
                "{% endif %}",
                "{% for in x %}{% endfor %}",
                "{{ a",
                "{{ }}",
                "{{ 1 + }}",
                "{% nope %}",
                "{{ a | nope }}",
                "{% if a is nope %}{% endif %}",
                "{{ \"a }}",
                "{# x",
                "{% raw %}",
                "{% break %}",
                "{{ a b }}",
                "{% include \"x\" %}",
                "{% extends \"x\" %}",
                "{% import \"x\" as y %}",
                "{{ x::y() }}",
                "{{ [1, }}"
            })
    void refuses_bad_jinja_with_its_line(String template) {
        for (String engine : List.of("tera", "jinja")) {
            assertThat(templates.map("validate", "input", "\n" + template, "engine", engine))
                    .as(template)
                    .containsEntry("valid", false)
                    .containsEntry("line", 2L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{#if a}}",
                "{{/if}}",
                "{{#if a}}{{/each}}",
                "{{a",
                "{{}}",
                "{{{a}}",
                "{{a (b}}",
                "{{else}}",
                "{{!-- x",
                "{{#*decorate}}{{/decorate}}",
                "{{a 'b}}",
                "{{{{raw}}}}"
            })
    void refuses_bad_handlebars_with_its_line(String template) {
        assertThat(templates.map("validate", "input", "\n" + template, "engine", "handlebars"))
                .as(template)
                .containsEntry("valid", false)
                .containsEntry("line", 2L);
    }

    @Test
    void reaches_no_class_no_file_and_no_environment() {
        for (String template : List.of(
                "{{ \"\".getClass() }}",
                "{{ name.getClass() }}",
                "{{ name.class }}",
                "{{ user.__class__ }}",
                "{{ ().__class__ }}",
                "{{ list.size() }}",
                "{{ user.getClass().forName('x') }}",
                "{{ self.__init__ }}",
                "{{ get_env(name=\"PATH\") }}",
                "{{ config }}",
                "{{ ''.__class__.__mro__ }}",
                "{{ request }}",
                "{{ open('/etc/passwd') }}")) {
            for (String engine : List.of("tera", "jinja")) {
                assertThat(render(engine, template)).as(template).startsWith("INVALID_PARAMS");
            }
        }
        for (String template : List.of(
                "{{name.class}}",
                "{{user.getClass}}",
                "{{> /etc/passwd}}",
                "{{include 'x'}}",
                "{{precompile 'x'}}",
                "{{user.constructor}}",
                "{{log name}}",
                "{{lookup user 'class'}}",
                "{{this.getClass}}")) {
            assertThat(render("handlebars", template)).as(template).startsWith("INVALID_PARAMS");
        }
        templates.fails(ErrorCode.DENIED, "render", "template_file", "/etc/hostname");
        templates.fails(ErrorCode.INVALID_PARAMS, "render");
        templates.fails(ErrorCode.INVALID_PARAMS, "render", "input", "x", "template_file", "y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}",
                "{{ range(1000000000) }}",
                "{% set x = 'a' %}{% for i in range(100) %}{% set_global x = x ~ x %}{% endfor %}",
                "{% set x = [1] %}{% for i in range(100) %}{% set_global x = x | concat(with=x) %}{% endfor %}",
                "{% set x = [1] %}{% for i in range(100) %}{% set_global x = [x, x] %}{% endfor %}{{ x }}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
                "{{ 'a' * 10000000000 }}",
                "{% set a = 'a' * 1000000 %}{{ a | replace('a', a) }}",
                "{% set a = ['aaaaaaaaaa'] * 3 %}",
                "{{ 9223372036854775807 + 1 }}",
                "{% set a = 'x' * 100000 %}{% for i in range(100000) %}{{ a | upper | length }}{% endfor %}",
                "{{#*inline \"r\"}}{{> r}}{{/inline}}{{> r}}",
                "{{#*inline \"r\"}}{{> r}}{{> r}}{{/inline}}{{> r}}",
                "{{#each big}}{{#each ../big}}{{#each ../../big}}{{#each ../../../big}}x{{/each}}{{/each}}{{/each}}{{/each}}",
                "{{#each big}}{{#each ../big}}{{#each ../../big}}{{#each ../../../big}}{{/each}}{{/each}}{{/each}}{{/each}}"
            })
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void ends_what_would_never_end(String template) {
        List<Long> big = new ArrayList<>();
        for (long i = 0; i < 1_000; i++) {
            big.add(i);
        }
        Cancellation cancellation = new Cancellation();
        Thread canceller = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(300));
            } catch (InterruptedException e) {
                return;
            }
            cancellation.cancel();
        });
        long start = System.nanoTime();
        String engine = template.contains("{{#") ? "handlebars" : template.contains("with=") ? "tera" : "jinja";
        try {
            templates
                    .within(Limits.STRICT)
                    .cancelledBy(cancellation)
                    .call("render", "input", template, "engine", engine, "context", java.util.Map.of("big", big));
            throw new AssertionError("rendered");
        } catch (ToolException e) {
            assertThat(e.code()).isIn(ErrorCode.LIMIT_EXCEEDED, ErrorCode.CANCELLED, ErrorCode.FAILED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
        } finally {
            canceller.interrupt();
        }
    }

    @Property(tries = 500)
    void answers_any_template_with_text_or_a_known_error(
            @ForAll @StringLength(max = 40) String noise, @ForAll long seed) {
        String[] parts = {
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            " if ",
            " for x in ",
            "name",
            "|",
            "upper",
            "(",
            ")",
            "[",
            "]",
            "\"",
            "#",
            "/",
            "^",
            ">",
            "else",
            "~",
            "-",
            "1",
            "."
        };
        java.util.Random random = new java.util.Random(seed);
        StringBuilder template = new StringBuilder(noise);
        for (int i = random.nextInt(20); i > 0; i--) {
            template.append(parts[random.nextInt(parts.length)]);
        }
        for (String engine : List.of("tera", "jinja", "handlebars")) {
            try {
                templates.call(
                        "render", "input", template.toString(), "engine", engine, "context", DATA, "strict", false);
            } catch (ToolException e) {
                assertThat(e.code()).isIn(ErrorCode.INVALID_PARAMS, ErrorCode.FAILED, ErrorCode.LIMIT_EXCEEDED);
            }
        }
    }

    @Test
    void deep_nesting_is_an_error_and_no_crash(@TempDir Path folder) throws Exception {
        for (String part : List.of("(", "[", "-", "not ", "{% if a %}", "{{#if a}}", "{{a (", "!")) {
            String template = (part.startsWith("{") ? "" : "{{ ") + part.repeat(20_000);
            for (String engine : List.of("tera", "jinja", "handlebars")) {
                try {
                    boolean text = part.startsWith("{%") && engine.equals("handlebars");
                    assertThat(templates.map("validate", "input", template, "engine", engine))
                            .containsEntry("valid", text);
                } catch (ToolException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
                }
            }
        }
        Files.writeString(folder.resolve("t.html"), "{{ n }}");
        assertThat(templates.in(folder).map("render", "template_file", "t.html", "context", DATA))
                .containsEntry("rendered", "3");
    }
}
