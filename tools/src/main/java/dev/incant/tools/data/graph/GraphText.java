package dev.incant.tools.data.graph;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import dev.incant.tools.data.JsonInput;
import dev.incant.tools.data.XmlText;
import java.io.StringReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Graphs as DOT (Graphviz) and GraphML texts.
public final class GraphText {
    private GraphText() {}

    /// Writes DOT; labels and weights are attributes, the data of nodes is left out, as DOT has no place for it.
    public static String dot(GraphModel graph, ToolContext context) {
        StringBuilder text = new StringBuilder(graph.directed() ? "digraph {\n" : "graph {\n");
        for (GraphModel.Node node : graph.nodes().values()) {
            context.checkCancelled();
            text.append("  ").append(quoted(node.id()));
            text.append(node.label() == null ? "" : " [label=" + quoted(node.label()) + "]")
                    .append(";\n");
        }
        for (GraphModel.Edge edge : graph.edges()) {
            context.checkCancelled();
            text.append("  ").append(quoted(edge.from())).append(graph.directed() ? " -> " : " -- ");
            text.append(quoted(edge.to()));
            String label = edge.label() == null ? "" : "label=" + quoted(edge.label());
            String weight = edge.weight() == null ? "" : "weight=" + number(edge.weight());
            if (!label.isEmpty() || !weight.isEmpty()) {
                text.append(" [").append(label).append(label.isEmpty() || weight.isEmpty() ? "" : ", ");
                text.append(weight).append(']');
            }
            text.append(";\n");
        }
        return text.append("}\n").toString();
    }

    private static String number(double weight) {
        return weight == Math.rint(weight) && Math.abs(weight) < 1e15
                ? String.valueOf((long) weight)
                : quoted(String.valueOf(weight));
    }

    /// A quoted id: in DOT only the quote itself is escaped, and a backslash begins an escape of labels.
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /// Writes GraphML; the data of a node is its JSON text.
    public static String graphml(GraphModel graph, ToolContext context) {
        StringBuilder text = new StringBuilder("""
            <?xml version="1.0" encoding="UTF-8"?>
            <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
              <key id="label" for="all" attr.name="label" attr.type="string"/>
              <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
              <key id="data" for="node" attr.name="data" attr.type="string"/>
            """);
        text.append("  <graph edgedefault=\"")
                .append(graph.directed() ? "" : "un")
                .append("directed\">\n");
        for (GraphModel.Node node : graph.nodes().values()) {
            context.checkCancelled();
            text.append("    <node id=\"").append(escaped(node.id())).append("\">");
            data(text, "label", node.label());
            data(text, "data", node.data() == null ? null : Json.write(node.data()));
            text.append("</node>\n");
        }
        for (GraphModel.Edge edge : graph.edges()) {
            context.checkCancelled();
            text.append("    <edge source=\"").append(escaped(edge.from()));
            text.append("\" target=\"").append(escaped(edge.to())).append("\">");
            data(text, "label", edge.label());
            data(text, "weight", edge.weight() == null ? null : String.valueOf(edge.weight()));
            text.append("</edge>\n");
        }
        return text.append("  </graph>\n</graphml>\n").toString();
    }

    private static void data(StringBuilder text, String key, @Nullable String value) {
        if (value != null) {
            text.append("<data key=\"")
                    .append(key)
                    .append("\">")
                    .append(escaped(value))
                    .append("</data>");
        }
    }

    private static String escaped(String text) {
        return XmlText.escaped(text, "graph", true);
    }

    /// Reads GraphML without hyperedges, ports, nested graphs and entities. Data of other names becomes a node's
    /// data.
    public static GraphModel fromGraphml(String text, ToolContext context) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            try {
                return new Reading(reader, context).graph();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw ToolException.invalidParams("input: no XML: line " + line + ": " + e.getMessage())
                    .with("line", (long) line);
        }
    }

    /// Reads one document.
    private static final class Reading {
        private final XMLStreamReader reader;
        private final ToolContext context;
        private final Map<String, String> names = new HashMap<>();

        Reading(XMLStreamReader reader, ToolContext context) {
            this.reader = reader;
            this.context = context;
        }

        private ToolException wrong(String message) {
            int line = reader.getLocation().getLineNumber();
            return ToolException.invalidParams("input: line " + line + ": " + message)
                    .with("line", (long) line);
        }

        private String attribute(String name) {
            String value = reader.getAttributeValue(null, name);
            if (value == null) {
                throw wrong(reader.getLocalName() + " needs the attribute " + name);
            }
            return value;
        }

        GraphModel graph() throws XMLStreamException {
            GraphModel graph = null;
            Map<GraphModel.Edge, Integer> edges = new LinkedHashMap<>();
            while (reader.hasNext()) {
                context.checkCancelled();
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw wrong("a document type is refused");
                }
                if (event != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (reader.getLocalName()) {
                    case "graphml", "desc" -> {}
                    case "key" -> {
                        String name = reader.getAttributeValue(null, "attr.name");
                        names.put(attribute("id"), name == null ? attribute("id") : name);
                    }
                    case "graph" -> {
                        if (graph != null) {
                            throw wrong("a second graph begins; one is read");
                        }
                        boolean directed = !"undirected".equals(reader.getAttributeValue(null, "edgedefault"));
                        graph = new GraphModel(
                                directed, context.clock().instant().toString());
                    }
                    case "node" -> {
                        if (graph == null) {
                            throw wrong("a node outside of a graph");
                        }
                        String id = attribute("id");
                        Map<String, @Nullable Object> data = data("node");
                        Object label = data.remove("label");
                        Object own = data.size() == 1 ? json(data.get("data")) : null;
                        graph.add(new GraphModel.Node(
                                id, (String) label, data.isEmpty() ? null : own == null ? data : own));
                    }
                    case "edge" -> edges.put(edge(), reader.getLocation().getLineNumber());
                    default -> throw wrong("<" + reader.getLocalName() + "> is not taken");
                }
            }
            if (graph == null) {
                throw ToolException.invalidParams("input: no GraphML: holds no <graph>");
            }
            // Edges may stand before their nodes.
            edges.keySet().forEach(graph::add);
            return graph;
        }

        private GraphModel.Edge edge() throws XMLStreamException {
            String from = attribute("source");
            String to = attribute("target");
            Map<String, @Nullable Object> data = data("edge");
            Object weight = data.get("weight");
            Double number = null;
            if (weight != null) {
                try {
                    number = Double.valueOf((String) weight);
                } catch (NumberFormatException e) {
                    throw wrong("the weight '" + weight + "' is no number");
                }
            }
            return new GraphModel.Edge(from, to, (String) data.get("label"), number);
        }

        private @Nullable Object json(@Nullable Object text) {
            if (!(text instanceof String json)) {
                return null;
            }
            try {
                return JsonInput.plain(Json.parse(json, context::checkCancelled), context);
            } catch (ToolException e) {
                return null;
            }
        }

        /// The data up to the element's end, by name.
        private Map<String, @Nullable Object> data(String element) throws XMLStreamException {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            while (reader.next() != XMLStreamConstants.END_ELEMENT
                    || !reader.getLocalName().equals(element)) {
                if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
                    if (!reader.getLocalName().equals("data")) {
                        throw wrong("<" + reader.getLocalName() + "> is not taken within " + element);
                    }
                    String key = attribute("key");
                    data.put(names.getOrDefault(key, key), reader.getElementText());
                }
            }
            return data;
        }
    }
}
