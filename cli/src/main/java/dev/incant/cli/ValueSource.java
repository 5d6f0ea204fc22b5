package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.value.Json;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes values of what a command line says: by the schema, and from files and standard input where it asks for them.
final class ValueSource {
    private static final long MAX_SIZE = 512L << 20;

    private final Terminal terminal;
    private boolean inputRead;

    ValueSource(Terminal terminal) {
        this.terminal = terminal;
    }

    /// The value of a parameter.
    @Nullable Object typed(Parameter parameter, String text) {
        return typed(parameter.schema(), parameter.name(), text);
    }

    /// A value as the schema wants it; text that fits no type stays as it is.
    ///
    /// @param name for error messages
    /// @throws ToolException `invalid_params` for bad JSON, `not_found`, `failed` for a file
    @Nullable Object typed(Schema schema, String name, String text) {
        if (schema instanceof Schema.OrNull or) {
            return text.equals("null") ? null : typed(or.schema(), name, text);
        }
        if (!isPath(schema)) {
            if (text.equals("-") || text.length() > 1 && text.charAt(0) == '@' && text.charAt(1) != '@') {
                return schema instanceof Schema.Bytes ? bytes(text) : plain(schema, name, text(text));
            }
            if (text.startsWith("@@")) {
                return plain(schema, name, text.substring(1));
            }
        }
        return plain(schema, name, text);
    }

    private static boolean isPath(Schema schema) {
        return schema instanceof Schema.Text text && "path".equals(text.format())
                || schema instanceof Schema.Items items && isPath(items.item());
    }

    /// A value as the schema wants it, of text that stands for itself.
    @Nullable Object plain(Schema schema, String name, String text) {
        if (schema instanceof Schema.Text || schema instanceof Schema.Bytes) {
            return text;
        }
        if (schema instanceof Schema.Bool) {
            return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : (Object) text;
        }
        if (schema instanceof Schema.Int || schema instanceof Schema.Num || schema instanceof Schema.Numeric) {
            Object number = number(text.strip());
            return number == null ? text : number;
        }
        if (schema instanceof Schema.Items items) {
            return startsWith(text, '[') ? json(name, text) : list(items.item(), name, text);
        }
        if (schema instanceof Schema.MapOf || schema instanceof Schema.Fields) {
            return startsWith(text, '{') ? json(name, text) : text;
        }
        if (schema instanceof Schema.Either either) {
            return either(either.choices(), name, text);
        }
        return any(name, text);
    }

    private static boolean startsWith(String text, char c) {
        String stripped = text.stripLeading();
        return !stripped.isEmpty() && stripped.charAt(0) == c;
    }

    private List<@Nullable Object> list(Schema item, String name, String text) {
        List<@Nullable Object> list = new ArrayList<>();
        for (String part : Arguments.names(text)) {
            list.add(plain(item, name, part));
        }
        return list;
    }

    /// JSON where it can only be that, else the first choice that reads the text as something more than text.
    private @Nullable Object either(List<Schema> choices, String name, String text) {
        boolean structured = false;
        boolean texts = false;
        for (Schema choice : choices) {
            structured |=
                    choice instanceof Schema.Items || choice instanceof Schema.MapOf || choice instanceof Schema.Fields;
            texts |= choice instanceof Schema.Text;
        }
        if (structured && (startsWith(text, '[') || startsWith(text, '{'))) {
            return json(name, text);
        }
        for (Schema choice : choices) {
            boolean scalar = !(choice instanceof Schema.Text) && !(choice instanceof Schema.Items && texts);
            Object value = scalar ? plain(choice, name, text) : text;
            if (!(value instanceof String)) {
                return value;
            }
        }
        return text;
    }

    /// What looks like JSON is JSON, anything else is text.
    private static @Nullable Object any(String name, String text) {
        if (startsWith(text, '[') || startsWith(text, '{') || startsWith(text, '"')) {
            return json(name, text);
        }
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case "null" -> null;
            default -> {
                Object number = number(text);
                yield number == null ? text : number;
            }
        };
    }

    private static @Nullable Object json(String name, String text) {
        try {
            return Json.parse(text);
        } catch (ToolException e) {
            throw new ToolException(e.code(), name + ": " + e.message(), e.details(), e);
        }
    }

    /// A number as JSON writes it, integers of 64 bits as such; null for anything else.
    private static @Nullable Object number(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        if (at == text.length() || text.length() > 400) {
            return null;
        }
        boolean whole = true;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                if (i == at || c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-') {
                    return null;
                }
                whole = false;
            }
        }
        try {
            if (whole && text.length() < 19) {
                return Long.parseLong(text);
            }
            Object exact = Json.parse(text);
            return exact instanceof Long || exact instanceof Double ? exact : null;
        } catch (ToolException e) {
            return null;
        }
    }

    /// The text of `@FILE`, or of standard input for `-`.
    ///
    /// @throws ToolException `invalid_params` when it is no UTF-8
    String text(String given) {
        byte[] bytes = bytes(given);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ToolException.invalidParams(
                    (given.equals("-") ? "standard input" : given.substring(1)) + " is not UTF-8 text");
        }
    }

    private byte[] bytes(String given) {
        return given.equals("-") ? input() : file(given.substring(1));
    }

    private byte[] input() {
        if (inputRead) {
            throw ToolException.invalidParams("- is given twice, but there is one standard input");
        }
        inputRead = true;
        try {
            byte[] bytes = terminal.in().readNBytes((int) MAX_SIZE);
            if (bytes.length == MAX_SIZE && terminal.in().read() >= 0) {
                throw tooLarge("standard input");
            }
            return bytes;
        } catch (IOException e) {
            throw ToolException.failed("cannot read standard input: " + e.getMessage());
        }
    }

    private byte[] file(String name) {
        return file(terminal.directory().resolve(name), name);
    }

    /// The bytes of a file that the person named.
    ///
    /// @throws ToolException that says what is wrong with it
    static byte[] file(Path path, String name) {
        try {
            if (Files.isDirectory(path)) {
                throw ToolException.invalidParams(name + " is a folder, not a file");
            }
            if (Files.size(path) > MAX_SIZE) {
                throw tooLarge(name);
            }
            return contents(path);
        } catch (NoSuchFileException e) {
            throw ToolException.notFound("no file " + name);
        } catch (IOException e) {
            throw ToolException.failed("cannot read " + name + ": " + reason(e));
        }
    }

    /// Read by a stream where that will do: a process's first channel takes more than a millisecond. A channel
    /// says better what is wrong with a file, and takes names that the locale lacks.
    private static byte[] contents(Path path) throws IOException {
        String name = path.toString();
        if (isAscii(name)) {
            try (FileInputStream in = new FileInputStream(name)) {
                return in.readAllBytes();
            } catch (FileNotFoundException _) {
                // The channel says why.
            }
        }
        return Files.readAllBytes(path);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    private static ToolException tooLarge(String name) {
        return ToolException.limitExceeded(name + " is larger than 512 MiB").with("limit", MAX_SIZE);
    }
}
