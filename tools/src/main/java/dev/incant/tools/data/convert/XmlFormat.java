package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.tools.data.XmlText;
import dev.incant.tools.data.csv.Cells;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// XML 1.0 without document types, so without entities of its own. An element is a member of its parent; elements of
/// the same name are a list; `@name` is an attribute, `#text` the text of an element that has more than text.
final class XmlFormat implements Format {
    /// Below the JDK's own limit, which would call the text broken.
    private static final int MAX_DEPTH = 90;

    @Override
    public boolean untyped() {
        return true;
    }

    @Override
    public @Nullable Object read(String text, Settings settings) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            try {
                Map<String, @Nullable Object> document = new LinkedHashMap<>();
                while (reader.hasNext()) {
                    int event = reader.next();
                    if (event == XMLStreamConstants.DTD) {
                        throw wrong(reader, "a document type is refused");
                    }
                    if (event == XMLStreamConstants.START_ELEMENT) {
                        String name = name(reader);
                        document.put(name, element(reader, name, settings, 0));
                    }
                }
                return document;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNumber();
            String message = String.valueOf(e.getMessage());
            throw Format.wrong(
                    "XML",
                    message.substring(message.lastIndexOf("Message: ") + 1).replaceFirst("^essage: ", ""),
                    line,
                    column);
        }
    }

    private static ToolException wrong(XMLStreamReader reader, String message) {
        return Format.wrong(
                "XML that is taken",
                message,
                reader.getLocation().getLineNumber(),
                reader.getLocation().getColumnNumber());
    }

    private static String name(XMLStreamReader reader) {
        return reader.getPrefix() == null || reader.getPrefix().isEmpty()
                ? reader.getLocalName()
                : reader.getPrefix() + ":" + reader.getLocalName();
    }

    /// Reads up to the element's end.
    private static @Nullable Object element(XMLStreamReader reader, String path, Settings settings, int depth)
            throws XMLStreamException {
        settings.context().checkCancelled();
        if (depth > MAX_DEPTH) {
            throw ToolException.limitExceeded("input: elements are nested more than " + MAX_DEPTH + " deep");
        }
        Map<String, @Nullable Object> members = attributes(reader, settings);
        boolean attributed = !members.isEmpty();
        StringBuilder text = new StringBuilder();
        String last = "";
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
                String name = name(reader);
                String at = Format.member(path, name);
                if (members.containsKey(name) && !name.equals(last)) {
                    settings.losses().add(at, "stands apart from others of its name; the order between is lost");
                }
                last = name;
                add(members, name, element(reader, at, settings, depth + 1));
            } else if (reader.getEventType() == XMLStreamConstants.PROCESSING_INSTRUCTION) {
                settings.losses().add(path, "a processing instruction is left out");
            } else if (reader.isCharacters()) {
                text.append(reader.getText());
            }
        }
        if (members.isEmpty()) {
            return scalar(text.toString(), settings);
        }
        if (!text.toString().isBlank() || (attributed && last.isEmpty() && !text.isEmpty())) {
            if (!last.isEmpty()) {
                settings.losses().add(path, "has text between its elements; where it stood is lost");
            }
            members.put("#text", scalar(text.toString(), settings));
        }
        return members;
    }

    private static Map<String, @Nullable Object> attributes(XMLStreamReader reader, Settings settings) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = reader.getNamespacePrefix(i);
            String uri = reader.getNamespaceURI(i);
            members.put(prefix == null || prefix.isEmpty() ? "@xmlns" : "@xmlns:" + prefix, uri == null ? "" : uri);
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String prefix = reader.getAttributePrefix(i);
            String name = reader.getAttributeLocalName(i);
            members.put(
                    prefix == null || prefix.isEmpty() ? "@" + name : "@" + prefix + ":" + name,
                    scalar(reader.getAttributeValue(i), settings));
        }
        return members;
    }

    /// A second member of a name makes a list of both. Only lists made here are lists.
    @SuppressWarnings("unchecked") // see above
    private static void add(Map<String, @Nullable Object> members, String name, @Nullable Object value) {
        if (!members.containsKey(name)) {
            members.put(name, value);
        } else if (members.get(name) instanceof List<?> list) {
            ((List<@Nullable Object>) list).add(value);
        } else {
            List<@Nullable Object> list = new ArrayList<>();
            list.add(members.get(name));
            list.add(value);
            members.put(name, list);
        }
    }

    private static @Nullable Object scalar(String text, Settings settings) {
        return settings.infer() ? Cells.value(text) : text;
    }

    /// Whether a value is written as a document of its own, without the root element of the settings.
    static boolean hasRoot(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                && map.size() == 1
                && !(map.values().iterator().next() instanceof List)
                && !((String) map.keySet().iterator().next()).startsWith("@")
                && !map.containsKey("#text");
    }

    @Override
    public String write(@Nullable Object value, Settings settings) {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        if (value instanceof Map<?, ?> map && hasRoot(value)) {
            map.forEach((name, item) -> element(text, (String) name, item, (String) name, 0, settings));
        } else {
            Object root = value instanceof List ? Map.of("item", value) : value;
            element(text, settings.root(), root, "", 0, settings);
        }
        return text.toString();
    }

    private static void element(
            StringBuilder out, String name, @Nullable Object value, String path, int level, Settings settings) {
        settings.context().checkCancelled();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String at = path + "[" + i + "]";
                if (list.get(i) instanceof List) {
                    throw ToolException.failed(at + ": a list within a list has no form in XML");
                }
                element(out, name, list.get(i), at, level, settings);
            }
            return;
        }
        out.repeat(' ', settings.indent() * level).append('<').append(checked(name, path));
        if (!(value instanceof Map<?, ?> map)) {
            String text = XmlText.escaped(Format.text(value), path, false);
            out.append(text.isEmpty() ? "/>\n" : ">" + text + "</" + name + ">\n");
            return;
        }
        boolean children = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            if (!key.startsWith("@")) {
                children |= !key.equals("#text");
                continue;
            }
            String at = Format.member(path, key);
            if (!Format.isScalar(entry.getValue())) {
                throw ToolException.failed(at + ": an attribute of XML is no list and no map");
            }
            out.append(' ').append(checked(key.substring(1), at)).append("=\"");
            out.append(XmlText.escaped(Format.text(entry.getValue()), at, true)).append('"');
        }
        String text = XmlText.escaped(Format.text(map.get("#text")), path, false);
        if (!children) {
            out.append(text.isEmpty() ? "/>\n" : ">" + text + "</" + name + ">\n");
            return;
        }
        out.append('>').append(text).append('\n');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            if (!key.startsWith("@") && !key.equals("#text")) {
                element(out, key, entry.getValue(), Format.member(path, key), level + 1, settings);
            }
        }
        out.repeat(' ', settings.indent() * level).append("</").append(name).append(">\n");
    }

    private static String checked(String name, String path) {
        boolean fits = !name.isEmpty() && (Character.isLetter(name.charAt(0)) || name.charAt(0) == '_');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            fits &= Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
        }
        if (!fits) {
            throw ToolException.failed((path.isEmpty() ? "root" : path) + ": '" + name + "' is no name of XML");
        }
        return name;
    }
}
