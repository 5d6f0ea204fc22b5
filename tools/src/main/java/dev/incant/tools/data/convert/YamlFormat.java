package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// YAML 1.2, core schema. Tags of one's own are refused; aliases are written out, within bounds; comments are no data.
final class YamlFormat implements Format {
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_DEPTH = 200;

    @Override
    public @Nullable Object read(String text, Settings settings) {
        LoadSettings load = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(1_000)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        List<@Nullable Object> documents = new ArrayList<>();
        try {
            for (Object document : new Load(load).loadAllFromString(text)) {
                settings.context().checkCancelled();
                documents.add(document);
            }
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            String problem = e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem();
            throw Format.wrong(
                    "YAML", problem, mark == null ? 0 : mark.getLine() + 1L, mark == null ? 0 : mark.getColumn() + 1L);
        } catch (YamlEngineException | StackOverflowError e) {
            String message = e instanceof StackOverflowError ? "nested too deep" : String.valueOf(e.getMessage());
            throw Format.wrong("YAML that is taken", message.lines().findFirst().orElse(""), 0, 0);
        }
        if (documents.size() > 1) {
            throw Format.wrong("single YAML document", "there are " + documents.size() + " documents", 0, 0);
        }
        return documents.isEmpty() ? null : new Copy(settings).of(documents.getFirst(), "", 0);
    }

    /// Makes plain values, and writes aliases out while they stay within bounds.
    private static final class Copy {
        private final Settings settings;
        private int count;

        Copy(Settings settings) {
            this.settings = settings;
        }

        @Nullable Object of(@Nullable Object value, String path, int depth) {
            settings.context().checkCancelled();
            if (++count > MAX_VALUES) {
                throw ToolException.limitExceeded(
                        "input: more than " + MAX_VALUES + " values with aliases written out");
            }
            if (depth > MAX_DEPTH) {
                throw ToolException.limitExceeded(
                        "input: nested more than " + MAX_DEPTH + " deep, or an alias within what it stands for");
            }
            return switch (value) {
                case Integer i -> i.longValue();
                case BigInteger big -> throw Format.wrong("number that fits 64 bits", path + " is " + big, 0, 0);
                case List<?> list -> {
                    List<@Nullable Object> copy = new ArrayList<>(list.size());
                    for (int i = 0; i < list.size(); i++) {
                        copy.add(of(list.get(i), path + "[" + i + "]", depth + 1));
                    }
                    yield copy;
                }
                case Map<?, ?> map -> {
                    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                    map.forEach((key, item) -> {
                        String name = key(key, path);
                        if (copy.containsKey(name)) {
                            throw Format.wrong("YAML that is taken", path + ": two keys are '" + name + "'", 0, 0);
                        }
                        copy.put(name, of(item, Format.member(path, name), depth + 1));
                    });
                    yield copy;
                }
                case null -> null;
                case String _, Long _, Double _, Boolean _ -> value;
                default -> throw Format.wrong("YAML that is taken", path + " has a tag of its own", 0, 0);
            };
        }

        private String key(@Nullable Object key, String path) {
            if (key instanceof String name) {
                return name;
            }
            if (key instanceof Map || key instanceof java.util.Collection) {
                throw Format.wrong("YAML that is taken", path + " has a list or a map as a key", 0, 0);
            }
            settings.losses().add(Format.member(path, String.valueOf(key)), "the key is no text but " + key);
            return String.valueOf(key);
        }
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        DumpSettings dump = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(Math.clamp(settings.indent(), 2, 9))
                .setDereferenceAliases(true)
                .setSplitLines(false)
                .build();
        return new Dump(dump).dumpToString(value);
    }
}
