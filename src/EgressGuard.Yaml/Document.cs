namespace EgressGuard.Yaml;

/// <summary>The one document being read: its nodes, its name, its limits. Reused for the next document of a stream.</summary>
internal sealed class Document(string source, ManifestLimits limits)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Source { get; } = source;

    public ManifestLimits Limits { get; } = limits;

    public NodeTable Nodes { get; } = new();

    /// <summary>What stands behind the first document of a chunk, where kubectl stops reading.</summary>
    public (int Line, int Column)? Trailing { get; set; }

    public void Clear()
    {
        Nodes.Clear();
        Trailing = null;
    }

    /// <summary>One string for all equal key names: position maps keep them for as long as their manifests live.</summary>
    public string Share(string name)
    {
        if (_names.TryGetValue(name, out var shared))
        {
            return shared;
        }

        // Keys beyond the usual vocabulary (data of a ConfigMap, say) would only grow the pool.
        if (_names.Count < 4096 && name.Length <= 64)
        {
            _names.Add(name, name);
        }

        return name;
    }

    /// <summary>Adds a node, within the node limit.</summary>
    public int Add(in Node node)
    {
        if (Nodes.Count >= Limits.MaxNodes)
        {
            throw Fail(node.Line, node.Column, $"the document has more than {Limits.MaxNodes} keys and values; split it into several documents");
        }

        return Nodes.Add(node);
    }

    public ManifestException Fail(int line, int column, FormattableString problem, Exception? inner = null) =>
        new(Source, line, column, FormattableString.Invariant(problem), inner);

    public ManifestException Fail(in Node node, FormattableString problem) => Fail(node.Line, node.Column, problem);
}
