package dev.incant.tools.data.graph;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A graph as callers hold it: `{nodes, edges, graph_type, metadata}`. Ids of nodes are unique; two edges between the
/// same nodes differ in their labels.
public final class GraphModel {
    public static final int MAX_NODES = 50_000;
    public static final int MAX_EDGES = 200_000;

    /// An edge.
    ///
    /// @param weight null for one that has none, which counts as 1
    public record Edge(
            String from,
            String to,
            @Nullable String label,
            @Nullable Double weight) {}

    /// What two edges must not share.
    private record Link(String from, String to, @Nullable String label) {}

    /// A node's label and data, each null where it has none.
    public record Node(
            String id, @Nullable String label, @Nullable Object data) {}

    private final boolean directed;
    private final String createdAt;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<Link, Edge> edges = new LinkedHashMap<>();

    public GraphModel(boolean directed, String createdAt) {
        this.directed = directed;
        this.createdAt = createdAt;
    }

    /// Reads a graph.
    ///
    /// @throws ToolException `invalid_params` naming the part that is none, `conflict` for what is there twice
    public static GraphModel of(String parameter, @Nullable Object value, ToolContext context) {
        if (!(value instanceof Map<?, ?> map)) {
            throw ToolException.invalidParams(
                    parameter + ": must be a graph {nodes, edges, graph_type}, as a value or its JSON text");
        }
        Object type = map.containsKey("graph_type") ? map.get("graph_type") : "directed";
        if (!"directed".equals(type) && !"undirected".equals(type)) {
            throw ToolException.invalidParams(parameter + ".graph_type: must be directed or undirected, is " + type);
        }
        Object created = map.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("created_at") : null;
        GraphModel graph = new GraphModel(
                type.equals("directed"),
                created instanceof String text
                        ? text
                        : context.clock().instant().toString());
        List<?> nodes = list(parameter, "nodes", map);
        for (int i = 0; i < nodes.size(); i++) {
            context.checkCancelled();
            graph.addNode(parameter + ".nodes[" + i + "]", nodes.get(i));
        }
        List<?> edges = list(parameter, "edges", map);
        for (int i = 0; i < edges.size(); i++) {
            context.checkCancelled();
            graph.addEdge(parameter + ".edges[" + i + "]", edges.get(i));
        }
        return graph;
    }

    private static List<?> list(String parameter, String name, Map<?, ?> map) {
        Object value = map.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw ToolException.invalidParams(parameter + "." + name + ": must be a list");
    }

    private void addNode(String at, @Nullable Object value) {
        if (value instanceof String id) {
            add(new Node(id, null, null));
            return;
        }
        if (!(value instanceof Map<?, ?> map) || !(map.get("id") instanceof String id)) {
            throw ToolException.invalidParams(at + ": must be a node {id, label, data}, or its id");
        }
        add(new Node(id, text(at + ".label", map.get("label")), map.get("data")));
    }

    private void addEdge(String at, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)
                || !(map.get("from") instanceof String from)
                || !(map.get("to") instanceof String to)) {
            throw ToolException.invalidParams(at + ": must be an edge {from, to, label, weight}");
        }
        Object weight = map.get("weight");
        if (weight != null && !(weight instanceof Number)) {
            throw ToolException.invalidParams(at + ".weight: must be a number");
        }
        Double number = weight instanceof Number n ? (Double) n.doubleValue() : null;
        add(new Edge(from, to, text(at + ".label", map.get("label")), number));
    }

    private static @Nullable String text(String at, @Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw ToolException.invalidParams(at + ": must be a string");
    }

    public void add(Node node) {
        if (node.id().isEmpty()) {
            throw ToolException.invalidParams("node_id: must not be empty");
        }
        if (nodes.putIfAbsent(node.id(), node) != null) {
            throw ToolException.conflict("there is a node '" + node.id() + "' already");
        }
        if (nodes.size() > MAX_NODES) {
            throw ToolException.limitExceeded("a graph has at most " + MAX_NODES + " nodes");
        }
    }

    public void add(Edge edge) {
        node("from", edge.from());
        node("to", edge.to());
        if (edge.weight() != null && !Double.isFinite(edge.weight())) {
            throw ToolException.invalidParams("weight: must be finite, is " + edge.weight());
        }
        if (edges.putIfAbsent(link(edge.from(), edge.to(), edge.label()), edge) != null) {
            throw ToolException.conflict("there is an edge from '" + edge.from() + "' to '" + edge.to()
                    + "' already; a second one needs another label");
        }
        if (edges.size() > MAX_EDGES) {
            throw ToolException.limitExceeded("a graph has at most " + MAX_EDGES + " edges");
        }
    }

    private Link link(String from, String to, @Nullable String label) {
        boolean turned = !directed && from.compareTo(to) > 0;
        return new Link(turned ? to : from, turned ? from : to, label);
    }

    /// @throws ToolException `not_found` with the nearest id
    public Node node(String parameter, String id) {
        Node node = nodes.get(id);
        if (node == null) {
            String hint = nodes.size() > 1_000 ? "" : Nearest.hint(id, nodes.keySet());
            throw new ToolException(ErrorCode.NOT_FOUND, parameter + ": there is no node '" + id + "'" + hint);
        }
        return node;
    }

    /// Removes a node with its edges.
    public void removeNode(String id) {
        node("node_id", id);
        nodes.remove(id);
        edges.values().removeIf(edge -> edge.from().equals(id) || edge.to().equals(id));
    }

    /// Removes the edge between two nodes with a label; all between them when `label` is null.
    public void removeEdges(String from, String to, @Nullable String label) {
        node("from", from);
        node("to", to);
        boolean any = edges.entrySet().removeIf(entry -> {
            Link link = entry.getKey();
            return link.equals(link(from, to, label == null ? link.label() : label));
        });
        if (!any) {
            throw ToolException.notFound("there is no such edge from '" + from + "' to '" + to + "'");
        }
    }

    public boolean directed() {
        return directed;
    }

    public Map<String, Node> nodes() {
        return nodes;
    }

    public List<Edge> edges() {
        return List.copyOf(edges.values());
    }

    /// The graph as a value.
    public Map<String, @Nullable Object> value() {
        List<@Nullable Object> nodeList = new ArrayList<>();
        for (Node node : nodes.values()) {
            Map<String, @Nullable Object> map = Values.map("id", node.id());
            put(map, "label", node.label());
            put(map, "data", node.data());
            nodeList.add(map);
        }
        List<@Nullable Object> edgeList = new ArrayList<>();
        for (Edge edge : edges.values()) {
            edgeList.add(value(edge));
        }
        return Values.map(
                "nodes",
                nodeList,
                "edges",
                edgeList,
                "graph_type",
                directed ? "directed" : "undirected",
                "metadata",
                Values.map("created_at", createdAt, "node_count", nodeList.size(), "edge_count", edgeList.size()));
    }

    static Map<String, @Nullable Object> value(Edge edge) {
        Map<String, @Nullable Object> map = Values.map("from", edge.from(), "to", edge.to());
        put(map, "label", edge.label());
        put(map, "weight", edge.weight());
        return map;
    }

    private static void put(Map<String, @Nullable Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /// How many edges each node has, loops twice.
    Map<String, Integer> degrees() {
        Map<String, Integer> degrees = new HashMap<>();
        nodes.keySet().forEach(id -> degrees.put(id, 0));
        for (Edge edge : edges.values()) {
            degrees.merge(edge.from(), 1, (a, b) -> Objects.requireNonNull(a) + Objects.requireNonNull(b));
            degrees.merge(edge.to(), 1, (a, b) -> Objects.requireNonNull(a) + Objects.requireNonNull(b));
        }
        return degrees;
    }
}
