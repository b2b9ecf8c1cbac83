using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>The map for Graphviz. What leaves directly is thick and red.</summary>
internal static class DotMap
{
    /// <summary>Writes the graph.</summary>
    public static void Write(EgressMap map, EgressPolicy policy, TextWriter output)
    {
        var graph = MapGraph.Of(map, policy);
        output.WriteLine("digraph egress {");
        output.WriteLine("  rankdir=LR;");
        foreach (var node in graph.Nodes)
        {
            output.WriteLine($"  {node.Id} [label={Quoted(node.Label)}, shape={Shape(node.Kind)}];");
        }

        foreach (var edge in graph.Edges)
        {
            var attributes = string.Join(", ", new[] { edge.Label.Length == 0 ? "" : $"label={Quoted(edge.Label)}", Style(edge.Outcome) }
                .Where(attribute => attribute.Length > 0));
            output.WriteLine($"  {edge.From} -> {edge.To}{(attributes.Length == 0 ? "" : $" [{attributes}]")};");
        }

        output.WriteLine("}");
    }

    private static string Shape(MapNodeKind kind) => kind switch
    {
        MapNodeKind.Namespace => "box",
        MapNodeKind.Gateway => "hexagon",
        _ => "ellipse",
    };

    private static string Style(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Direct or PathOutcome.Loop => "color=\"#d00000\", penwidth=4",
        PathOutcome.Blocked => "style=dashed, arrowhead=tee",
        PathOutcome.Unknown => "style=dotted",
        _ => "",
    };

    /// <summary>A string of the language: backslashes begin its own escapes, ampersands its entities.</summary>
    private static string Quoted(string label) => "\"" + PlainText.Of(label)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("&", "&amp;", StringComparison.Ordinal) + "\"";
}
