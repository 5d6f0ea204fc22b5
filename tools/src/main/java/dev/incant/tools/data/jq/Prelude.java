package dev.incant.tools.data.jq;

import dev.incant.tools.data.jq.Nodes.Function;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The built-ins that are written in jq, after its manual. Each is compiled when a query first names it.
final class Prelude {
    private static final Map<String, Function> COMPILED = new ConcurrentHashMap<>();

    private Prelude() {}

    /// The function of that name and arity, or null.
    static @Nullable Function find(String name, int arity) {
        String key = name + "/" + arity;
        Function known = COMPILED.get(key);
        if (known != null) {
            return known;
        }
        String text = text(key);
        if (text == null) {
            return null;
        }
        // Not computeIfAbsent: compiling one may look up others.
        Function compiled = Parser.definition(text);
        COMPILED.put(key, compiled);
        return compiled;
    }

    static @Nullable String text(String key) {
        return switch (key) {
            case "map/1" -> "def map(f): [.[] | f];";
            case "map_values/1" -> "def map_values(f): .[] |= f;";
            case "recurse/2" -> "def recurse(f; cond): recurse(f | select(cond));";
            case "repeat/1" -> "def repeat(f): recurse(f);";
            case "while/2" -> "def while(cond; update): select(cond) | recurse(update | select(cond));";
            case "last/0" -> "def last: .[-1];";
            case "first/0" -> "def first: .[0];";
            case "nth/1" -> "def nth($n): .[$n];";
            case "nth/2" ->
                "def nth($n; f): if $n < 0 then error(\"Out of bounds negative array index\")"
                        + " else last(limit($n + 1; f)) end;";
            case "isempty/1" -> "def isempty(g): label $go | (first(g | false), true) | ., break $go;";
            case "any/0" -> "def any: any(.[]; .);";
            case "all/0" -> "def all: all(.[]; .);";
            case "any/1" -> "def any(f): any(.[]; f);";
            case "all/1" -> "def all(f): all(.[]; f);";
            case "any/2" -> "def any(g; f): isempty(first(g | f | select(.))) | not;";
            case "all/2" -> "def all(g; f): isempty(first(g | f | select(. | not)));";
            case "in/1" -> "def in(xs): . as $x | xs | has($x);";
            case "inside/1" -> "def inside(xs): . as $x | xs | contains($x);";
            case "values/0" -> "def values: select(. != null);";
            case "nulls/0" -> "def nulls: select(. == null);";
            case "booleans/0" -> "def booleans: select(type == \"boolean\");";
            case "numbers/0" -> "def numbers: select(type == \"number\");";
            case "strings/0" -> "def strings: select(type == \"string\");";
            case "arrays/0" -> "def arrays: select(type == \"array\");";
            case "objects/0" -> "def objects: select(type == \"object\");";
            case "iterables/0" -> "def iterables: select(type | . == \"array\" or . == \"object\");";
            case "scalars/0" -> "def scalars: select(type | . != \"array\" and . != \"object\");";
            case "finites/0" -> "def finites: select(isinfinite or isnan | not);";
            case "normals/0" -> "def normals: select(isnormal);";
            case "del/1" -> "def del(f): delpaths([path(f)]);";
            case "paths/0" -> "def paths: path(..) | select(length > 0);";
            case "paths/1" -> "def paths(f): path(.. | select(f)) | select(length > 0);";
            case "leaf_paths/0" -> "def leaf_paths: paths(scalars);";
            case "pick/1" -> "def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));";
            case "to_entries/0" -> "def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];";
            case "from_entries/0" ->
                "def from_entries: reduce .[] as $x ({}; . + { ($x | if type == \"object\" then"
                        + " (if has(\"key\") then .key elif has(\"k\") then .k elif has(\"name\") then .name"
                        + " elif has(\"Name\") then .Name elif has(\"Key\") then .Key elif has(\"K\") then .K else null end)"
                        + " else . end | if type == \"string\" then . else tojson end):"
                        + " ($x | if type == \"object\" then (if has(\"value\") then .value elif has(\"v\") then .v"
                        + " elif has(\"Value\") then .Value elif has(\"V\") then .V else null end) else null end) });";
            case "with_entries/1" -> "def with_entries(f): to_entries | map(f) | from_entries;";
            case "walk/1" ->
                "def walk(f): def w: if type == \"object\" then map_values(w)"
                        + " elif type == \"array\" then map(w) else . end | f; w;";
            case "transpose/0" ->
                "def transpose: if . == [] then [] else . as $in | (map(length) | max) as $max"
                        + " | [range(0; $max) as $j | [range(0; $in | length) as $i | $in[$i][$j]]] end;";
            case "combinations/0" ->
                "def combinations: if length == 0 then [] else .[0][] as $x"
                        + " | (.[1:] | combinations) as $w | [$x] + $w end;";
            case "combinations/1" -> "def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;";
            case "ascii/0" -> "def ascii: [.] | implode;";
            case "todate/0" -> "def todate: strftime(\"%Y-%m-%dT%H:%M:%SZ\");";
            case "fromdate/0" -> "def fromdate: fromdateiso8601;";
            case "date/0" -> "def date: todate;";
            case "dateadd/2" -> "def dateadd(u; n): . + n;";
            case "datesub/2" -> "def datesub(u; n): . - n;";
            case "match/1" -> "def match($re): match($re; null);";
            case "test/1" -> "def test($re): test($re; null);";
            case "capture/1" -> "def capture($re): capture($re; null);";
            case "capture/2" -> "def capture($re; $flags): match($re; $flags) | _captured;";
            case "scan/1" -> "def scan($re): scan($re; null);";
            case "scan/2" ->
                "def scan($re; $flags): match($re; \"g\" + $flags)"
                        + " | if (.captures | length) > 0 then [.captures[].string] else .string end;";
            case "splits/1" -> "def splits($re): split($re; null) | .[];";
            case "splits/2" -> "def splits($re; flags): split($re; flags) | .[];";
            case "sub/2" -> "def sub($re; str): sub($re; str; \"\");";
            case "gsub/2" -> "def gsub($re; str): sub($re; str; \"g\");";
            case "gsub/3" -> "def gsub($re; str; $flags): sub($re; str; $flags + \"g\");";
            case "sub/3" ->
                "def sub($re; str; $flags): . as $in | (reduce (match($re; $flags), null) as $m"
                        + " ({at: 0, parts: [[]]}; if $m == null then .rest = $in[.at:] else"
                        + " .at as $at | .parts as $parts | $in[$at:$m.offset] as $gap"
                        + " | [$parts[] as $p | ($m | _captured | str) as $s"
                        + " | if ($s | type) != \"string\" then error(($m | _captured | tojson) + \" cannot be added to a string\")"
                        + " else $p + [$gap, $s] end] as $more"
                        + " | {at: ($m.offset + $m.length), parts: $more} end)) as $all"
                        + " | $all.parts[] | add // \"\" | . + $all.rest;";
            case "tostream/0" ->
                "def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p)"
                        + " | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);";
            case "fromstream/1" ->
                "def fromstream(f): {x: null, e: false} as $init | foreach f as $i ($init;"
                        + " if .e then $init else . end | if $i | length == 2"
                        + " then setpath([\"e\"]; $i[0] | length == 0) | setpath([\"x\"] + $i[0]; $i[1])"
                        + " else setpath([\"e\"]; $i[0] | length == 1) end; if .e then .x else empty end);";
            case "truncate_stream/1" ->
                "def truncate_stream(stream): . as $n | null | stream | . as $input"
                        + " | if (.[0] | length) > $n then setpath([0]; .[0][$n:]) else empty end;";
            case "IN/1" -> "def IN(s): any(s == .; .);";
            case "IN/2" -> "def IN(src; s): any(src == s; .);";
            case "INDEX/1" -> "def INDEX(f): INDEX(.[]; f);";
            case "INDEX/2" -> "def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] |= $row);";
            case "todate/1" -> "def todate(f): strftime(f);";
            case "debug/1" -> "def debug(msg): (msg | empty), .;";
            case "add/1" -> "def add(f): [f] | add;";
            case "toarray/0" -> "def toarray: if type == \"array\" then . else [.] end;";
            case "skip/2" ->
                "def skip($n; f): if $n > 0 then foreach f as $x ($n; . - 1; if . < 0 then $x else empty end)"
                        + " elif $n == 0 then f else error(\"Invalid arguments\") end;";
            case "have_literal_numbers/0" -> "def have_literal_numbers: true;";
            case "have_decnum/0" -> "def have_decnum: false;";
            default -> null;
        };
    }
}
