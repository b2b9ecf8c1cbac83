using System.Text;
using EgressGuard.Cli.Paths;
using EgressGuard.Cli.Reports;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Maps;

/// <summary>The map as a Mermaid flowchart, which code hosts draw inside Markdown. What leaves directly is thick and red.</summary>
internal static class MermaidMap
{
    /// <summary>Writes the flowchart.</summary>
    public static void Write(EgressMap map, EgressPolicy policy, TextWriter output)
    {
        var graph = MapGraph.Of(map, policy);
        output.WriteLine("flowchart LR");
        foreach (var node in graph.Nodes)
        {
            output.WriteLine($"  {node.Id}{Shape(node)}");
        }

        foreach (var edge in graph.Edges)
        {
            var label = edge.Label.Length == 0 ? "" : $"|\"{Escape(edge.Label)}\"|";
            output.WriteLine($"  {edge.From} {Arrow(edge.Outcome)}{label} {edge.To}");
        }

        var bad = string.Join(",", graph.Edges.Index().Where(edge => OutcomeText.IsBad(edge.Item.Outcome)).Select(edge => edge.Index));
        if (bad.Length > 0)
        {
            output.WriteLine($"  linkStyle {bad} stroke:#d00000,stroke-width:4px");
        }
    }

    private static string Shape(MapNode node) => node.Kind switch
    {
        MapNodeKind.Namespace => $"[\"{Escape(node.Label)}\"]",
        MapNodeKind.Gateway => $"{{{{\"{Escape(node.Label)}\"}}}}",
        _ => $"([\"{Escape(node.Label)}\"])",
    };

    private static string Arrow(PathOutcome outcome) => outcome switch
    {
        PathOutcome.Direct or PathOutcome.Loop => "==>",
        PathOutcome.Blocked => "--x",
        PathOutcome.Unknown => "-.->",
        _ => "-->",
    };

    /// <summary>
    /// Everything but plain letters as Mermaid's numeric entities: quotes would end the label, tags and Markdown would be drawn, and a
    /// colon behind the word style would make it a style.
    /// </summary>
    private static string Escape(string label)
    {
        var escaped = new StringBuilder(label.Length);
        foreach (var rune in PlainText.Of(label).EnumerateRunes())
        {
            _ = rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or '-' or '/' or ',')
                ? escaped.Append(rune.ToString())
                : escaped.Append(FormattableString.Invariant($"#{rune.Value};"));
        }

        // What begins so is a link for some versions, and they draw an error instead of it.
        return escaped.Replace("www.", "www#46;").ToString();
    }
}
