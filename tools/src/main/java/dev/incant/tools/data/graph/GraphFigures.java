package dev.incant.tools.data.graph;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.GraphPath;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.connectivity.GabowStrongConnectivityInspector;
import org.jgrapht.alg.interfaces.VertexScoringAlgorithm;
import org.jgrapht.alg.scoring.BetweennessCentrality;
import org.jgrapht.alg.scoring.ClosenessCentrality;
import org.jgrapht.alg.scoring.HarmonicCentrality;
import org.jgrapht.alg.scoring.PageRank;
import org.jgrapht.alg.shortestpath.BellmanFordShortestPath;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.alg.shortestpath.NegativeCycleDetectedException;
import org.jspecify.annotations.Nullable;

/// What can be said of a graph.
public final class GraphFigures {
    private final GraphModel model;
    private final ToolContext context;

    public GraphFigures(GraphModel model, ToolContext context) {
        this.model = model;
        this.context = context;
    }

    /// Counts, density, degrees and properties. Density counts each pair of nodes once, and no loops.
    public Map<String, @Nullable Object> analyze() {
        long n = model.nodes().size();
        List<GraphModel.Edge> edges = model.edges();
        long loops =
                edges.stream().filter(edge -> edge.from().equals(edge.to())).count();
        long pairs = edges.stream()
                .filter(edge -> !edge.from().equals(edge.to()))
                .map(this::pair)
                .distinct()
                .count();
        long possible = model.directed() ? n * (n - 1) : n * (n - 1) / 2;
        IntSummaryStatistics degrees =
                model.degrees().values().stream().mapToInt(Integer::intValue).summaryStatistics();
        StoppableGraph graph = StoppableGraph.of(model, false, context);
        boolean connected = n > 0 && new ConnectivityInspector<>(graph).isConnected();
        return Values.map(
                "node_count",
                n,
                "edge_count",
                (long) edges.size(),
                "graph_type",
                model.directed() ? "directed" : "undirected",
                "density",
                possible == 0 ? 0.0 : (double) pairs / possible,
                "degree_statistics",
                Values.map(
                        "max",
                        n == 0 ? 0 : degrees.getMax(),
                        "min",
                        n == 0 ? 0 : degrees.getMin(),
                        "average",
                        degrees.getAverage()),
                "properties",
                Values.map(
                        "is_empty",
                        n == 0,
                        "is_complete",
                        n > 0 && pairs == possible,
                        "has_self_loops",
                        loops > 0,
                        "is_connected",
                        connected,
                        "is_acyclic",
                        acyclic(n, pairs, loops, graph)),
                "node_ids",
                new ArrayList<@Nullable Object>(model.nodes().keySet()));
    }

    private List<String> pair(GraphModel.Edge edge) {
        boolean turned = !model.directed() && edge.from().compareTo(edge.to()) > 0;
        return turned ? List.of(edge.to(), edge.from()) : List.of(edge.from(), edge.to());
    }

    /// An undirected graph has a cycle when it has more edges than a forest of its components.
    private boolean acyclic(long n, long pairs, long loops, StoppableGraph graph) {
        if (model.directed()) {
            return order().size() == n;
        }
        int components = new ConnectivityInspector<>(graph).connectedSets().size();
        return loops == 0 && model.edges().size() == pairs && pairs == n - components;
    }

    /// The lightest path between two nodes.
    ///
    /// @throws ToolException `failed` when edges of negative weight make a cycle ever lighter
    public Map<String, @Nullable Object> shortestPath(String from, String to, boolean weighted) {
        model.node("from", from);
        model.node("to", to);
        StoppableGraph graph = StoppableGraph.of(model, weighted, context);
        boolean negative =
                weighted && model.edges().stream().anyMatch(edge -> edge.weight() != null && edge.weight() < 0);
        if (negative && !model.directed()) {
            throw ToolException.failed("an edge of negative weight can be walked to and fro in an undirected graph,"
                    + " ever lighter: no path is the shortest");
        }
        GraphPath<String, GraphModel.Edge> path;
        try {
            path = negative
                    ? new BellmanFordShortestPath<>(graph).getPath(from, to)
                    : new DijkstraShortestPath<>(graph).getPath(from, to);
        } catch (NegativeCycleDetectedException e) {
            throw ToolException.failed("a cycle has a negative weight in all, so no path is the shortest");
        }
        if (path == null) {
            return Values.map("found", false, "path", List.of(), "edges", List.of(), "weight", null, "length", null);
        }
        List<@Nullable Object> edges = new ArrayList<>();
        path.getEdgeList().forEach(edge -> edges.add(GraphModel.value(edge)));
        return Values.map(
                "found",
                true,
                "path",
                new ArrayList<@Nullable Object>(path.getVertexList()),
                "edges",
                edges,
                "weight",
                path.getWeight(),
                "length",
                (long) path.getLength());
    }

    /// The components, the largest first; weak, or strong ones of a directed graph.
    public Map<String, @Nullable Object> components(boolean strong) {
        StoppableGraph graph = StoppableGraph.of(model, false, context);
        List<Set<String>> sets = strong && model.directed()
                ? new GabowStrongConnectivityInspector<>(graph).stronglyConnectedSets()
                : new ConnectivityInspector<>(graph).connectedSets();
        Map<String, Integer> places = new LinkedHashMap<>();
        model.nodes().keySet().forEach(id -> places.put(id, places.size()));
        List<List<@Nullable Object>> components = new ArrayList<>();
        for (Set<String> set : sets) {
            context.checkCancelled();
            List<String> ids = new ArrayList<>(set);
            ids.sort(Comparator.comparing(id -> places.getOrDefault(id, 0)));
            components.add(new ArrayList<>(ids));
        }
        components.sort(Comparator.<List<@Nullable Object>>comparingInt(List::size)
                .reversed()
                .thenComparing(ids -> places.getOrDefault((String) ids.getFirst(), 0)));
        return Values.map("components", components, "count", components.size());
    }

    /// How central each node is, the most central first.
    public Map<String, @Nullable Object> centrality(String measure, boolean weighted, int limit) {
        StoppableGraph graph = StoppableGraph.of(model, weighted, context);
        if (weighted && model.edges().stream().anyMatch(edge -> edge.weight() != null && edge.weight() < 0)) {
            throw ToolException.invalidParams(
                    "weighted: an edge has a negative weight; weighted = false leaves it out");
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        int n = model.nodes().size();
        if (measure.equals("degree")) {
            model.degrees().forEach((id, degree) -> scores.put(id, n < 2 ? 0.0 : degree / (n - 1.0)));
        } else if (n > 0) {
            VertexScoringAlgorithm<String, Double> algorithm = switch (measure) {
                case "betweenness" -> new BetweennessCentrality<>(graph, false);
                case "closeness" -> new ClosenessCentrality<>(graph, false, n > 1);
                case "harmonic" -> new HarmonicCentrality<>(graph, false, n > 1);
                default -> new PageRank<>(graph);
            };
            scores.putAll(algorithm.getScores());
        }
        // The library's own normalisation leaves undirected graphs at half of Freeman's (1977).
        boolean pairs = measure.equals("betweenness") && n > 2;
        double scale = pairs ? (model.directed() ? 1.0 : 2.0) / ((n - 1.0) * (n - 2.0)) : 1;
        List<Map.Entry<String, Double>> sorted = new ArrayList<>();
        for (String id : model.nodes().keySet()) {
            double score = scores.getOrDefault(id, 0.0) * scale;
            sorted.add(Map.entry(id, Double.isFinite(score) ? score : 0.0));
        }
        sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        List<@Nullable Object> result = new ArrayList<>();
        for (Map.Entry<String, Double> entry : sorted.subList(0, Math.min(limit, sorted.size()))) {
            result.add(Values.map("node", entry.getKey(), "score", entry.getValue()));
        }
        return Values.map("measure", measure, "scores", result);
    }

    /// The nodes in an order in which every edge leads onwards.
    ///
    /// @throws ToolException `failed` with a cycle in its details
    public Map<String, @Nullable Object> topologicalSort() {
        if (!model.directed()) {
            throw ToolException.invalidParams("graph: must be directed to have a topological order");
        }
        List<String> order = order();
        if (order.size() < model.nodes().size()) {
            List<String> cycle = cycle(Set.copyOf(order));
            throw ToolException.failed("the graph has a cycle: " + shown(cycle)).with("cycle", List.copyOf(cycle));
        }
        return Values.map("order", new ArrayList<@Nullable Object>(order));
    }

    private static String shown(List<String> cycle) {
        return String.join(" -> ", cycle.size() > 20 ? cycle.subList(0, 20) : cycle)
                + (cycle.size() > 20 ? " -> …" : "");
    }

    /// Kahn's order (1962); nodes free at the same time keep their order. Incomplete when there is a cycle.
    private List<String> order() {
        Map<String, List<String>> next = new LinkedHashMap<>();
        Map<String, Integer> open = new LinkedHashMap<>();
        model.nodes().keySet().forEach(id -> {
            next.put(id, new ArrayList<>());
            open.put(id, 0);
        });
        for (GraphModel.Edge edge : model.edges()) {
            next.getOrDefault(edge.from(), List.of()).add(edge.to());
            open.compute(edge.to(), (_, count) -> count == null ? 1 : count + 1);
        }
        List<String> order = new ArrayList<>();
        open.forEach((id, count) -> {
            if (count == 0) {
                order.add(id);
            }
        });
        for (int i = 0; i < order.size(); i++) {
            context.checkCancelled();
            for (String target : next.getOrDefault(order.get(i), List.of())) {
                int left = open.getOrDefault(target, 0) - 1;
                open.put(target, left);
                if (left == 0) {
                    order.add(target);
                }
            }
        }
        return order;
    }

    /// Goes backwards from a node that is in no order until one comes again.
    private List<String> cycle(Set<String> ordered) {
        Map<String, String> before = new LinkedHashMap<>();
        for (GraphModel.Edge edge : model.edges()) {
            if (!ordered.contains(edge.from()) && !ordered.contains(edge.to())) {
                before.put(edge.to(), edge.from());
            }
        }
        List<String> walked = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        String at = before.keySet().iterator().next();
        while (!seen.containsKey(at)) {
            seen.put(at, walked.size());
            walked.add(at);
            at = before.getOrDefault(at, at);
        }
        List<String> cycle = new ArrayList<>(walked.subList(seen.getOrDefault(at, 0), walked.size()));
        cycle.add(at);
        return cycle.reversed();
    }
}
