package dev.incant.tools.data.graph;

import dev.incant.kernel.tool.ToolContext;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedWeightedPseudograph;
import org.jgrapht.graph.GraphDelegator;
import org.jgrapht.graph.WeightedPseudograph;

/// A graph for the library's algorithms, which know no cancellation: it asks for it whenever they look at it.
final class StoppableGraph extends GraphDelegator<String, GraphModel.Edge> {
    private static final long serialVersionUID = 1L;

    private final transient ToolContext context;

    private StoppableGraph(Graph<String, GraphModel.Edge> graph, ToolContext context) {
        super(graph);
        this.context = context;
    }

    /// @param weighted whether edges weigh what they say; else 1
    static StoppableGraph of(GraphModel model, boolean weighted, ToolContext context) {
        Graph<String, GraphModel.Edge> graph = model.directed()
                ? new DirectedWeightedPseudograph<>(null, null)
                : new WeightedPseudograph<>(null, null);
        model.nodes().keySet().forEach(graph::addVertex);
        for (GraphModel.Edge edge : model.edges()) {
            context.checkCancelled();
            graph.addEdge(edge.from(), edge.to(), edge);
            graph.setEdgeWeight(edge, weighted && edge.weight() != null ? edge.weight() : 1);
        }
        return new StoppableGraph(graph, context);
    }

    @Override
    public Set<GraphModel.Edge> edgesOf(String vertex) {
        context.checkCancelled();
        return super.edgesOf(vertex);
    }

    @Override
    public Set<GraphModel.Edge> incomingEdgesOf(String vertex) {
        context.checkCancelled();
        return super.incomingEdgesOf(vertex);
    }

    @Override
    public Set<GraphModel.Edge> outgoingEdgesOf(String vertex) {
        context.checkCancelled();
        return super.outgoingEdgesOf(vertex);
    }

    @Override
    public double getEdgeWeight(GraphModel.Edge edge) {
        context.checkCancelled();
        return super.getEdgeWeight(edge);
    }
}
