package dev.incant.tools.data;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.data.graph.GraphFigures;
import dev.incant.tools.data.graph.GraphModel;
import dev.incant.tools.data.graph.GraphText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds graphs and answers questions about them. A graph is a value that each call takes and gives back.
public final class GraphBuilder implements Tool {
    private static final Map<String, @Nullable Object> ROUTES = Values.map(
            "graph_type",
            "directed",
            "nodes",
            Values.list("a", "b", "c"),
            "edges",
            Values.list(
                    Values.map("from", "a", "to", "b", "weight", 1),
                    Values.map("from", "b", "to", "c", "weight", 2),
                    Values.map("from", "a", "to", "c", "weight", 9)));

    private static final ToolSpec SPEC = ToolSpec.of(
                    "graph_builder",
                    Category.DATA,
                    "Build graphs of nodes and edges; find paths, components, central nodes and orders in them.")
            .tags(
                    "graph",
                    "network",
                    "shortest path",
                    "dijkstra",
                    "centrality",
                    "dot",
                    "graphml",
                    "dependencies",
                    "graphviz",
                    "vertex",
                    "cycle",
                    "topological order",
                    "pagerank",
                    "route")
            .phrases(
                    "shortest path between two nodes",
                    "in which order do these dependencies go",
                    "which node is the most central",
                    "build a graph",
                    "export a graph to graphviz",
                    "add a node or an edge to a graph",
                    "split a network into its connected parts")
            .operation(Operation.of("create_graph", "Make a graph, empty or with nodes and edges.")
                    .optional(Parameter.text("graph_type", "Whether edges have a direction.")
                            .oneOf("directed", "undirected")
                            .otherwise("directed"))
                    .optional(Parameter.list("nodes", "Ids, or nodes {id, label, data}.", Schema.any("A node.")))
                    .optional(Parameter.list("edges", "Edges {from, to, label, weight}.", Schema.any("An edge.")))
                    .returns(graphSchema(), "nodes")
                    .readOnly()
                    .example(
                            "Make an empty graph.",
                            Map.of("graph_type", "undirected"),
                            Values.map(
                                    "nodes",
                                    List.of(),
                                    "edges",
                                    List.of(),
                                    "graph_type",
                                    "undirected",
                                    "metadata",
                                    Values.map("created_at", "2025-01-15T12:00:00Z", "node_count", 0, "edge_count", 0)))
                    .handledBy(GraphBuilder::create))
            .operation(graph(Operation.of("add_node", "Add a node."))
                    .required(Parameter.text("node_id", "Its id, which no other node has.")
                            .alias("id"))
                    .optional(Parameter.text("label", "A label."))
                    .optional(Parameter.any("data", "Anything else."))
                    .returns(graphSchema(), "nodes")
                    .readOnly()
                    .example(Example.of("Add a node.", Values.map("graph", ROUTES, "node_id", "d", "label", "D"))
                            .givesAtLeast(Values.map("metadata", Values.map("node_count", 4, "edge_count", 3))))
                    .handledBy(GraphBuilder::addNode))
            .operation(ends(graph(Operation.of("add_edge", "Add an edge between two nodes.")))
                    .optional(Parameter.text("label", "A label; edges between the same nodes need different ones."))
                    .optional(Parameter.number("weight", "Its weight; 1 where none is given."))
                    .returns(graphSchema(), "edges")
                    .readOnly()
                    .example(Example.of(
                                    "Add an edge.", Values.map("graph", ROUTES, "from", "c", "to", "a", "weight", 0.5))
                            .givesAtLeast(Values.map("metadata", Values.map("edge_count", 4))))
                    .handledBy(GraphBuilder::addEdge))
            .operation(graph(Operation.of("remove", "Remove a node with its edges, or the edges between two nodes."))
                    .optional(Parameter.text("node_id", "The node.").alias("id"))
                    .optional(Parameter.text("from", "Where the edge begins."))
                    .optional(Parameter.text("to", "Where it ends."))
                    .optional(Parameter.text("label", "Its label; all between the nodes unless given."))
                    .returns(graphSchema(), "nodes")
                    .readOnly()
                    .example(Example.of("Remove a node.", Values.map("graph", ROUTES, "node_id", "b"))
                            .givesAtLeast(Values.map("metadata", Values.map("node_count", 2, "edge_count", 1))))
                    .handledBy(GraphBuilder::remove))
            .operation(graph(Operation.of("analyze", "Counts, density, degrees and properties."))
                    .returns(Schema.object(
                            "The figures.",
                            Field.of("node_count", Schema.integer("How many nodes.")),
                            Field.of("edge_count", Schema.integer("How many edges.")),
                            Field.of("graph_type", Schema.string("Directed or undirected.")),
                            Field.of("density", Schema.number("Pairs with an edge by all pairs.")),
                            Field.of(
                                    "degree_statistics",
                                    Schema.object(
                                            "Edges at a node, a loop twice.",
                                            Field.of("max", Schema.integer("The most.")),
                                            Field.of("min", Schema.integer("The fewest.")),
                                            Field.of("average", Schema.number("The mean.")))),
                            Field.of(
                                    "properties",
                                    Schema.object(
                                            "What holds.",
                                            Field.of("is_empty", Schema.bool("There is no node.")),
                                            Field.of("is_complete", Schema.bool("All pairs have an edge.")),
                                            Field.of("has_self_loops", Schema.bool("An edge is a loop.")),
                                            Field.of(
                                                    "is_connected",
                                                    Schema.bool("All hangs together, directions aside.")),
                                            Field.of("is_acyclic", Schema.bool("There is no cycle.")))),
                            Field.of("node_ids", Schema.list("All ids.", Schema.string("An id.")))))
                    .readOnly()
                    .example(Example.of("Describe a graph.", Values.map("graph", ROUTES))
                            .givesAtLeast(Values.map(
                                    "density",
                                    0.5,
                                    "properties",
                                    Values.map("is_connected", true, "is_acyclic", true))))
                    .handledBy((args, context) -> figures(args, context).analyze()))
            .operation(ends(graph(Operation.of("shortest_path", "Find the lightest path between two nodes.")))
                    .optional(weighted())
                    .returns(
                            Schema.object(
                                    "The path.",
                                    Field.of("found", Schema.bool("Whether there is one.")),
                                    Field.of("path", Schema.list("Its nodes.", Schema.string("An id."))),
                                    Field.of("edges", Schema.list("Its edges.", edgeSchema())),
                                    Field.of(
                                            "weight",
                                            Schema.number("Its weight in all.").orNull()),
                                    Field.of(
                                            "length",
                                            Schema.integer("How many edges it has.")
                                                    .orNull())),
                            "path")
                    .readOnly()
                    .example(Example.of("Go the light way round.", Values.map("graph", ROUTES, "from", "a", "to", "c"))
                            .givesAtLeast(Values.map("path", Values.list("a", "b", "c"), "weight", 3.0)))
                    .handledBy((args, context) -> figures(args, context)
                            .shortestPath(args.string("from"), args.string("to"), args.bool("weighted"))))
            .operation(graph(Operation.of("components", "Find the parts that hang together."))
                    .optional(Parameter.text("kind", "Whether directions are left aside (weak) or count (strong).")
                            .oneOf("weak", "strong")
                            .otherwise("weak"))
                    .returns(
                            Schema.object(
                                    "The components.",
                                    Field.of(
                                            "components",
                                            Schema.list(
                                                    "The largest first.",
                                                    Schema.list("The nodes of one.", Schema.string("An id.")))),
                                    Field.of("count", Schema.integer("How many."))),
                            "components")
                    .readOnly()
                    .example(
                            "Find cycles of references.",
                            Values.map("graph", ROUTES, "kind", "strong"),
                            Values.map(
                                    "components",
                                    Values.list(Values.list("a"), Values.list("b"), Values.list("c")),
                                    "count",
                                    3))
                    .handledBy((args, context) -> figures(args, context)
                            .components(args.string("kind").equals("strong"))))
            .operation(graph(Operation.of("centrality", "Rank nodes by how central they are."))
                    .optional(Parameter.text("measure", "What central means; all but pagerank from 0, normalised.")
                            .oneOf("degree", "betweenness", "closeness", "harmonic", "pagerank")
                            .otherwise("degree"))
                    .optional(weighted())
                    .optional(Parameter.integer("limit", "How many nodes are listed.")
                            .between(1, GraphModel.MAX_NODES)
                            .otherwise(100))
                    .returns(
                            Schema.object(
                                    "The ranking.",
                                    Field.of("measure", Schema.string("The measure.")),
                                    Field.of(
                                            "scores",
                                            Schema.list(
                                                    "The most central first.",
                                                    Schema.object(
                                                            "A node.",
                                                            Field.of("node", Schema.string("Its id.")),
                                                            Field.of("score", Schema.number("Its score.")))))),
                            "scores")
                    .readOnly()
                    .example(
                            "Find the node on most shortest paths.",
                            Values.map("graph", ROUTES, "measure", "betweenness", "limit", 1),
                            Values.map(
                                    "measure",
                                    "betweenness",
                                    "scores",
                                    Values.list(Values.map("node", "b", "score", 0.5))))
                    .handledBy((args, context) -> figures(args, context)
                            .centrality(args.string("measure"), args.bool("weighted"), args.intValue("limit"))))
            .operation(graph(Operation.of("topological_sort", "Order nodes so that every edge leads onwards."))
                    .returns(
                            Schema.object(
                                    "The order.", Field.of("order", Schema.list("Ids.", Schema.string("An id.")))),
                            "order")
                    .readOnly()
                    .example(
                            "Order dependencies.",
                            Values.map("graph", ROUTES),
                            Values.map("order", Values.list("a", "b", "c")))
                    .handledBy((args, context) -> figures(args, context).topologicalSort()))
            .operation(graph(Operation.of("export", "Write a graph as DOT, GraphML or JSON."))
                    .optional(Parameter.text("format", "The format; DOT has no place for the data of nodes.")
                            .oneOf("dot", "graphml", "json")
                            .otherwise("dot"))
                    .optional(Parameter.path("output_file", "The file to write.")
                            .alias("output_path")
                            .needs(Permission.WRITE))
                    .returns(
                            Schema.object(
                                    "What was written.",
                                    Field.optional("output", Schema.string("The text, for dot and graphml.")),
                                    Field.optional("graph", graphSchema()),
                                    Field.optional("output_file", Schema.string("The file written.")),
                                    Field.of("format", Schema.string("The format."))),
                            "output")
                    .effects(Effects.REPLACES)
                    .example(
                            "Write DOT.",
                            Values.map("graph", Values.map("nodes", Values.list("x"))),
                            Values.map("output", "digraph {\n  \"x\";\n}\n", "format", "dot"))
                    .handledBy(GraphBuilder::export))
            .operation(Operation.of("import", "Read a graph from GraphML or JSON.")
                    .mainOptional(Parameter.any("input", "The text, or the value for json.")
                            .alias("data"))
                    .optional(Parameter.path("input_file", "The file instead.")
                            .alias("path")
                            .needs(Permission.READ))
                    .optional(Parameter.text("format", "The format; told from how the text begins unless given.")
                            .oneOf("json", "graphml"))
                    .returns(graphSchema(), "nodes")
                    .readOnly()
                    .example(Example.of(
                                    "Read GraphML.",
                                    Map.of(
                                            "input",
                                            "<graphml><graph edgedefault=\"undirected\"><node id=\"a\"/><node"
                                                    + " id=\"b\"/><edge source=\"a\" target=\"b\"/></graph></graphml>"))
                            .givesAtLeast(Values.map(
                                    "edges",
                                    Values.list(Values.map("from", "a", "to", "b")),
                                    "graph_type",
                                    "undirected")))
                    .handledBy(GraphBuilder::read));

    private static Operation graph(Operation operation) {
        return operation.main(Parameter.any("graph", "The graph, as a value or its JSON text.")
                .alias("input"));
    }

    private static Operation ends(Operation operation) {
        return operation
                .required(Parameter.text("from", "The id of the node where it begins."))
                .required(Parameter.text("to", "The id of the node where it ends."));
    }

    private static Parameter weighted() {
        return Parameter.bool("weighted", "Whether edges weigh what they say; else 1 each.")
                .otherwise(true);
    }

    private static Schema edgeSchema() {
        return Schema.object(
                "An edge.",
                Field.of("from", Schema.string("The id of the node where it begins.")),
                Field.of("to", Schema.string("The id of the node where it ends.")),
                Field.optional("label", Schema.string("Its label.")),
                Field.optional("weight", Schema.number("Its weight.")));
    }

    private static Schema graphSchema() {
        return Schema.object(
                "The graph.",
                Field.of(
                        "nodes",
                        Schema.list(
                                "Its nodes.",
                                Schema.object(
                                        "A node.",
                                        Field.of("id", Schema.string("Its id.")),
                                        Field.optional("label", Schema.string("Its label.")),
                                        Field.optional("data", Schema.any("Anything else."))))),
                Field.of("edges", Schema.list("Its edges.", edgeSchema())),
                Field.of("graph_type", Schema.oneOf("Whether edges have a direction.", "directed", "undirected")),
                Field.of(
                        "metadata",
                        Schema.object(
                                "About it.",
                                Field.of("created_at", Schema.string("When it was made.")),
                                Field.of("node_count", Schema.integer("How many nodes.")),
                                Field.of("edge_count", Schema.integer("How many edges.")))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static GraphModel model(Args args, ToolContext context) {
        return GraphModel.of("graph", JsonInput.value("graph", args.value("graph"), context), context);
    }

    private static GraphFigures figures(Args args, ToolContext context) {
        return new GraphFigures(model(args, context), context);
    }

    private static Object create(Args args, ToolContext context) {
        Map<String, @Nullable Object> value = Values.map(
                "graph_type", args.string("graph_type"), "nodes", args.list("nodes"), "edges", args.list("edges"));
        return GraphModel.of("graph", JsonInput.plain(value, context), context).value();
    }

    private static Object addNode(Args args, ToolContext context) {
        GraphModel graph = model(args, context);
        graph.add(new GraphModel.Node(
                args.string("node_id"),
                args.optionalString("label").orElse(null),
                JsonInput.plain(args.value("data"), context)));
        return graph.value();
    }

    private static Object addEdge(Args args, ToolContext context) {
        GraphModel graph = model(args, context);
        graph.add(new GraphModel.Edge(
                args.string("from"),
                args.string("to"),
                args.optionalString("label").orElse(null),
                args.has("weight") ? (Double) args.number("weight") : null));
        return graph.value();
    }

    private static Object remove(Args args, ToolContext context) {
        GraphModel graph = model(args, context);
        boolean edge = args.given("from") && args.given("to");
        if (args.given("node_id") == edge || (args.given("node_id") && (args.given("from") || args.given("to")))) {
            throw ToolException.invalidParams("give either node_id, or from and to");
        }
        if (edge) {
            graph.removeEdges(
                    args.string("from"),
                    args.string("to"),
                    args.optionalString("label").orElse(null));
        } else {
            graph.removeNode(args.string("node_id"));
        }
        return graph.value();
    }

    private static Object export(Args args, ToolContext context) {
        GraphModel graph = model(args, context);
        String format = args.string("format");
        String text = switch (format) {
            case "dot" -> GraphText.dot(graph, context);
            case "graphml" -> GraphText.graphml(graph, context);
            default -> new JsonText(context, 2, false).write(graph.value()) + "\n";
        };
        Map<String, @Nullable Object> result = Values.map("format", format);
        if (args.has("output_file")) {
            context.files().write(args.string("output_file"), text.getBytes(StandardCharsets.UTF_8));
            result.put("output_file", args.string("output_file"));
        } else if (format.equals("json")) {
            result.put("graph", graph.value());
        } else {
            result.put("output", text);
        }
        return result;
    }

    private static Object read(Args args, ToolContext context) {
        if (args.given("input") == args.given("input_file")) {
            throw ToolException.invalidParams("give one of input and input_file");
        }
        Object input =
                args.given("input_file") ? context.files().readText(args.string("input_file")) : args.value("input");
        boolean markup = input instanceof String text && text.stripLeading().startsWith("<");
        String format = args.has("format") ? args.string("format") : markup ? "graphml" : "json";
        if (format.equals("graphml")) {
            if (!(input instanceof String text)) {
                throw ToolException.invalidParams("input: GraphML is a text");
            }
            return GraphText.fromGraphml(text.startsWith("\uFEFF") ? text.substring(1) : text, context)
                    .value();
        }
        return GraphModel.of("input", JsonInput.value("input", input, context), context)
                .value();
    }
}
