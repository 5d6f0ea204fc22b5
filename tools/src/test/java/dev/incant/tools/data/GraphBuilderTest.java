package dev.incant.tools.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphBuilderTest implements ToolContract {
    private final ToolTester graphs = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new GraphBuilder();
    }

    /// A graph of `a>b:2` and so on; `a-b` makes it undirected; a name alone is a node.
    private static Map<String, @Nullable Object> graph(String... parts) {
        List<@Nullable Object> nodes = new ArrayList<>();
        List<@Nullable Object> edges = new ArrayList<>();
        boolean undirected = Arrays.stream(parts).anyMatch(part -> part.split(":")[0].contains("-"));
        for (String part : parts) {
            String[] ends = part.split(":")[0].split("[->]");
            for (String id : ends) {
                if (!nodes.contains(id)) {
                    nodes.add(id);
                }
            }
            if (ends.length == 2) {
                Map<String, @Nullable Object> edge = Values.map("from", ends[0], "to", ends[1]);
                if (part.contains(":")) {
                    edge.put("weight", Long.parseLong(part.split(":")[1]));
                }
                edges.add(edge);
            }
        }
        return Values.map("graph_type", undirected ? "undirected" : "directed", "nodes", nodes, "edges", edges);
    }

    @Test
    void builds_a_graph_step_by_step_from_values_or_text() {
        Object graph = graphs.call("create_graph", "graph_type", "undirected");
        graph = graphs.call("add_node", "graph", graph, "node_id", "a", "data", Values.map("x", 1));
        graph = graphs.call("add_node", "graph", Json.write(graph), "node_id", "b", "label", "B");
        Map<String, @Nullable Object> whole =
                graphs.map("add_edge", "graph", graph, "from", "a", "to", "b", "weight", 2, "label", "road");
        assertThat(Json.write(whole.get("nodes")))
                .isEqualTo("[{\"id\":\"a\",\"data\":{\"x\":1}},{\"id\":\"b\",\"label\":\"B\"}]");
        assertThat(Json.write(whole.get("edges")))
                .isEqualTo("[{\"from\":\"a\",\"to\":\"b\",\"label\":\"road\",\"weight\":2.0}]");
        assertThat(graphs.fails(ErrorCode.CONFLICT, "add_node", "graph", whole, "node_id", "a")
                        .message())
                .isEqualTo("there is a node 'a' already");
        graphs.fails(ErrorCode.CONFLICT, "add_edge", "graph", whole, "from", "b", "to", "a", "label", "road");
        graphs.call("add_edge", "graph", whole, "from", "b", "to", "a", "label", "rail");
        assertThat(graphs.fails(ErrorCode.NOT_FOUND, "add_edge", "graph", whole, "from", "a", "to", "B")
                        .message())
                .contains("no node 'B'", "b");
        assertThat(graphs.map("remove", "graph", whole, "from", "b", "to", "a").get("edges"))
                .isEqualTo(List.of());
        assertThat(graphs.map("remove", "graph", whole, "node_id", "b").get("edges"))
                .isEqualTo(List.of());
        graphs.fails(ErrorCode.NOT_FOUND, "remove", "graph", graph, "from", "a", "to", "b");
        graphs.fails(ErrorCode.NOT_FOUND, "remove", "graph", graph, "node_id", "c");
        graphs.fails(ErrorCode.INVALID_PARAMS, "remove", "graph", graph);
        graphs.fails(ErrorCode.INVALID_PARAMS, "remove", "graph", graph, "node_id", "a", "from", "a", "to", "b");
    }

    @Property(tries = 150)
    void shortest_paths_are_those_of_floyd_and_warshall(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 2 + random.nextInt(7);
        boolean directed = random.nextBoolean();
        double[][] distance = new double[n][n];
        for (double[] row : distance) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        List<@Nullable Object> nodes = new ArrayList<>();
        List<@Nullable Object> edges = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            nodes.add("n" + i);
            distance[i][i] = 0;
            for (int j = directed ? 0 : i; j < n; j++) {
                if (random.nextInt(3) == 0) {
                    double weight = random.nextInt(9);
                    edges.add(Values.map("from", "n" + i, "to", "n" + j, "weight", weight));
                    distance[i][j] = Math.min(distance[i][j], weight);
                    distance[j][i] = directed ? distance[j][i] : Math.min(distance[j][i], weight);
                }
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    distance[i][j] = Math.min(distance[i][j], distance[i][k] + distance[k][j]);
                }
            }
        }
        Object graph = Values.map("graph_type", directed ? "directed" : "undirected", "nodes", nodes, "edges", edges);
        Map<String, @Nullable Object> path =
                graphs.map("shortest_path", "graph", graph, "from", "n0", "to", "n" + (n - 1));
        double expected = distance[0][n - 1];
        assertThat(path).containsEntry("found", expected < Double.POSITIVE_INFINITY);
        if (expected < Double.POSITIVE_INFINITY) {
            assertThat(path).containsEntry("weight", expected);
        }
        // Nodes of one strong component reach each other, and no others do.
        for (Object each : (List<?>) Objects.requireNonNull(
                graphs.map("components", "graph", graph, "kind", "strong").get("components"))) {
            List<?> component = (List<?>) Objects.requireNonNull(each);
            int first = Integer.parseInt(String.valueOf(component.getFirst()).substring(1));
            for (int i = 0; i < n; i++) {
                boolean together = distance[first][i] + distance[i][first] < Double.POSITIVE_INFINITY;
                assertThat(component.contains("n" + i)).isEqualTo(together);
            }
        }
        // GraphML and JSON keep all.
        Map<String, @Nullable Object> whole = graphs.map(
                "create_graph", "graph_type", directed ? "directed" : "undirected", "nodes", nodes, "edges", edges);
        Object text = graphs.map("export", "graph", whole, "format", "graphml").get("output");
        assertThat(graphs.map("import", "input", text).get("edges")).isEqualTo(whole.get("edges"));
    }

    @Test
    void paths_with_negative_weights_are_right_or_refused() {
        assertThat(graphs.map("shortest_path", "graph", graph("a>b:4", "a>c:5", "c>b:-3"), "from", "a", "to", "b"))
                .containsEntry("weight", 2.0);
        assertThat(graphs.fails(
                                ErrorCode.FAILED,
                                "shortest_path",
                                "graph",
                                graph("a>b:1", "b>c:-3", "c>b:1"),
                                "from",
                                "a",
                                "to",
                                "c")
                        .message())
                .contains("negative weight");
        graphs.fails(ErrorCode.FAILED, "shortest_path", "graph", graph("a-b:-1"), "from", "a", "to", "b");
        assertThat(graphs.map(
                        "shortest_path",
                        "graph",
                        graph("a>b:1", "b>c:1", "a>c:9"),
                        "from",
                        "a",
                        "to",
                        "c",
                        "weighted",
                        false))
                .containsEntry("length", 1L);
        assertThat(graphs.map("shortest_path", "graph", graph("a>b", "c"), "from", "b", "to", "a"))
                .containsEntry("found", false)
                .containsEntry("weight", null);
        assertThat(graphs.map("shortest_path", "graph", graph("a"), "from", "a", "to", "a"))
                .containsEntry("length", 0L);
        graphs.fails(ErrorCode.NOT_FOUND, "shortest_path", "graph", graph("a"), "from", "a", "to", "z");
    }

    @Test
    void orders_dependencies_or_names_the_cycle() {
        assertThat(graphs.map("topological_sort", "graph", graph("c>d", "a>c", "b>c", "e")))
                .containsEntry("order", Values.list("a", "b", "e", "c", "d"));
        ToolException cycle =
                graphs.fails(ErrorCode.FAILED, "topological_sort", "graph", graph("x>a", "a>b", "b>c", "c>a", "c>y"));
        assertThat(cycle.message()).startsWith("the graph has a cycle: ");
        List<?> found = (List<?>) Objects.requireNonNull(cycle.details().get("cycle"));
        assertThat(found).hasSize(4);
        assertThat(found.getFirst()).isEqualTo(found.getLast());
        assertThat(String.join("", found.stream().map(String::valueOf).toList()))
                .containsPattern("ab|bc|ca");
        graphs.fails(ErrorCode.FAILED, "topological_sort", "graph", graph("a>a"));
        graphs.fails(ErrorCode.INVALID_PARAMS, "topological_sort", "graph", graph("a-b"));
    }

    private static double score(Map<String, @Nullable Object> result, String node) {
        for (Object each : (List<?>) Objects.requireNonNull(result.get("scores"))) {
            Map<?, ?> score = (Map<?, ?>) Objects.requireNonNull(each);
            if (node.equals(score.get("node"))) {
                return (Double) Objects.requireNonNull(score.get("score"));
            }
        }
        throw new AssertionError(node + " has no score");
    }

    @Test
    void centralities_are_those_of_the_books() {
        // A star of four: by hand, as networkx gives them.
        Map<String, @Nullable Object> star = graph("h-a", "h-b", "h-c");
        assertThat(score(graphs.map("centrality", "graph", star), "h")).isEqualTo(1.0);
        assertThat(score(graphs.map("centrality", "graph", star), "a")).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(score(graphs.map("centrality", "graph", star, "measure", "betweenness"), "h"))
                .isEqualTo(1.0);
        assertThat(score(graphs.map("centrality", "graph", star, "measure", "closeness"), "h"))
                .isEqualTo(1.0);
        assertThat(score(graphs.map("centrality", "graph", star, "measure", "closeness"), "a"))
                .isCloseTo(0.6, within(1e-12));
        assertThat(score(graphs.map("centrality", "graph", star, "measure", "harmonic"), "a"))
                .isCloseTo(2 / 3.0, within(1e-12));
        Map<String, @Nullable Object> ranks = graphs.map("centrality", "graph", star, "measure", "pagerank");
        double h = score(ranks, "h");
        // The fixed point: h = 0.15/4 + 0.85 * 3a and a = 0.15/4 + 0.85 * h/3.
        assertThat(h).isCloseTo((0.0375 + 0.85 * 3 * 0.0375) / (1 - 0.85 * 0.85), within(1e-4));
        assertThat(h + 3 * score(ranks, "a")).isCloseTo(1, within(1e-9));
        assertThat(graphs.map("centrality", "graph", graph("a-b"), "limit", 1).get("scores"))
                .isEqualTo(Values.list(Values.map("node", "a", "score", 1.0)));
        graphs.fails(ErrorCode.INVALID_PARAMS, "centrality", "graph", graph("a>b:-1"), "measure", "closeness");
    }

    @Test
    void analyzes_as_the_reference_does_and_more() {
        Map<String, @Nullable Object> result = graphs.map("analyze", "input", graph("a-b", "b-c", "c-a", "d-d"));
        assertThat(result).containsEntry("density", 0.5).containsEntry("node_count", 4L);
        assertThat(Json.write(result.get("degree_statistics"))).isEqualTo("{\"max\":2,\"min\":2,\"average\":2.0}");
        assertThat(Json.write(result.get("properties")))
                .isEqualTo("{\"is_empty\":false,\"is_complete\":false,\"has_self_loops\":true,"
                        + "\"is_connected\":false,\"is_acyclic\":false}");
        assertThat(Json.write(
                        graphs.map("analyze", "graph", graph("a-b", "b-c")).get("properties")))
                .contains("\"is_acyclic\":true", "\"is_connected\":true");
        assertThat(Json.write(
                        graphs.map("analyze", "graph", graph("a>b", "b>a")).get("properties")))
                .contains("\"is_acyclic\":false", "\"is_complete\":true");
        assertThat(graphs.map("analyze", "graph", graph())).containsEntry("node_count", 0L);
    }

    @Test
    void writes_and_reads_hostile_names(@TempDir Path folder) throws Exception {
        Map<String, @Nullable Object> graph = graphs.map(
                "create_graph",
                "nodes",
                Values.list(
                        Values.map("id", "a\"];x<&\n", "label", "\\", "data", Values.map("k", Values.list(1, null))),
                        Values.map("id", "é😀")),
                "edges",
                Values.list(Values.map("from", "é😀", "to", "a\"];x<&\n", "weight", 1.5, "label", "\"")));
        assertThat(graphs.map("export", "graph", graph))
                .containsEntry(
                        "output",
                        "digraph {\n  \"a\\\"];x<&\\n\" [label=\"\\\\\"];\n  \"é😀\";\n"
                                + "  \"é😀\" -> \"a\\\"];x<&\\n\" [label=\"\\\"\", weight=\"1.5\"];\n}\n");
        Object text = graphs.map("export", "graph", graph, "format", "graphml").get("output");
        Map<String, @Nullable Object> back = graphs.map("import", "input", text);
        assertThat(Values.equal(back.get("nodes"), graph.get("nodes")))
                .as(String.valueOf(text))
                .isTrue();
        assertThat(Values.equal(back.get("edges"), graph.get("edges"))).isTrue();
        ToolTester here = graphs.in(folder);
        here.call("export", "graph", graph, "format", "json", "output_file", "g.json");
        assertThat(Values.equal(here.call("import", "input_file", "g.json"), graph))
                .isTrue();
        graphs.fails(ErrorCode.FAILED, "export", "graph", graph("\u0001"), "format", "graphml");
        graphs.fails(ErrorCode.DENIED, "export", "graph", graph, "output_file", "/tmp/no.dot");
        graphs.fails(ErrorCode.DENIED, "import", "input_file", "/etc/hostname");
        assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("g.json"));
    }

    @Test
    void refuses_what_is_no_graph_and_names_the_place() {
        String[][] cases = {
            {"5", "graph: must be a graph"},
            {"{\"nodes\":{}}", "graph.nodes: must be a list"},
            {"{\"nodes\":[1]}", "graph.nodes[0]: must be a node"},
            {"{\"nodes\":[{\"id\":\"a\",\"label\":1}]}", "graph.nodes[0].label: must be a string"},
            {"{\"nodes\":[\"\"]}", "node_id: must not be empty"},
            {"{\"edges\":[{\"from\":\"a\"}]}", "graph.edges[0]: must be an edge"},
            {"{\"nodes\":[\"a\"],\"edges\":[{\"from\":\"a\",\"to\":\"a\",\"weight\":\"1\"}]}", "graph.edges[0].weight"},
            {"{\"graph_type\":\"mixed\"}", "graph.graph_type: must be directed or undirected"},
            {"{", "graph: "},
        };
        for (String[] each : cases) {
            assertThat(graphs.fails(ErrorCode.INVALID_PARAMS, "analyze", "graph", each[0])
                            .message())
                    .as(each[0])
                    .startsWith(each[1]);
        }
        graphs.fails(ErrorCode.NOT_FOUND, "analyze", "graph", "{\"edges\":[{\"from\":\"a\",\"to\":\"b\"}]}");
        graphs.fails(ErrorCode.CONFLICT, "analyze", "graph", "{\"nodes\":[\"a\",\"a\"]}");
        String[] markup = {
            "<a/>",
            "<graphml/>",
            "<graphml><graph><node/></graph></graphml>",
            "<graphml><graph><hyperedge/></graph></graphml>",
            "<graphml><graph><node id='a'><graph/></node></graph></graphml>",
            "<graphml><graph/><graph/></graphml>",
            "<graphml><graph><node id='a'/><edge source='a' target='a'><data"
                    + " key='weight'>x</data></edge></graph></graphml>",
            "<!DOCTYPE g [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><graphml><graph/></graphml>",
            "<graphml"
        };
        for (String text : markup) {
            assertThat(graphs.fails(ErrorCode.INVALID_PARAMS, "import", "input", text)
                            .message())
                    .as(text)
                    .startsWith("input: ");
        }
        graphs.fails(ErrorCode.INVALID_PARAMS, "import");
        graphs.fails(ErrorCode.INVALID_PARAMS, "import", "input", 1, "format", "graphml");
    }

    @Test
    void is_bounded_and_stops_when_cancelled() {
        List<@Nullable Object> many = new ArrayList<>();
        for (int i = 0; i <= 50_000; i++) {
            many.add("n" + i);
        }
        graphs.fails(ErrorCode.LIMIT_EXCEEDED, "create_graph", "nodes", many);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        ToolTester stopped = graphs.cancelledBy(cancelled);
        for (String operation : List.of("analyze", "components", "centrality", "topological_sort", "export")) {
            stopped.fails(ErrorCode.CANCELLED, operation, "graph", graph("a>b"));
        }
    }

    /// The library's algorithms look at the graph again and again, and so stop in the middle.
    @Test
    void a_long_computation_stops_in_the_middle() throws Exception {
        List<@Nullable Object> nodes = new ArrayList<>();
        List<@Nullable Object> edges = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            nodes.add("n" + i);
            for (int j = 1; j <= 3 && i > 0; j++) {
                edges.add(Values.map("from", "n" + i, "to", "n" + (i * j * 7 % i), "label", "l" + j));
            }
        }
        Map<String, @Nullable Object> graph = Values.map("graph_type", "undirected", "nodes", nodes, "edges", edges);
        Cancellation cancellation = new Cancellation();
        Thread stopper = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            cancellation.cancel();
        });
        long start = System.nanoTime();
        graphs.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "centrality", "graph", graph, "measure", "betweenness");
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        stopper.join();
    }
}
