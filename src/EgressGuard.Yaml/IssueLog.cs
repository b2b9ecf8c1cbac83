using System.Globalization;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>The issues of one manifest, and where in it the writer stands.</summary>
internal sealed class IssueLog(Document document)
{
    private readonly List<(string? Name, int Index)> _path = [];
    private List<ManifestIssue> _issues = [];

    public bool IsEmpty => _issues.Count == 0;

    public void Enter(string name) => _path.Add((name, 0));

    public void Enter(int index) => _path.Add((null, index));

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Reports once per node, however often aliases repeat it.</summary>
    public void Report(ManifestIssueKind kind, ref Node node, string? name, FormattableString message)
    {
        if (!node.IsReported)
        {
            node.IsReported = true;
            Report(kind, node.Line, node.Column, name, message);
        }
    }

    public void Report(ManifestIssueKind kind, int line, int column, string? name, FormattableString message)
    {
        if (_issues.Count < document.Limits.MaxIssues)
        {
            _issues.Add(new ManifestIssue(kind, Pointer(name), line, column, FormattableString.Invariant(message)));
        }
    }

    /// <summary>Hands over the issues so far.</summary>
    public IReadOnlyList<ManifestIssue> Take()
    {
        if (_issues.Count == 0)
        {
            return [];
        }

        var issues = _issues;
        _issues = [];
        return issues;
    }

    private string Pointer(string? name)
    {
        var pointer = new StringBuilder();
        foreach (var (step, index) in _path)
        {
            Append(pointer, step ?? index.ToString(CultureInfo.InvariantCulture));
        }

        if (name is not null)
        {
            Append(pointer, name);
        }

        return pointer.ToString();
    }

    private static void Append(StringBuilder pointer, string step) =>
        pointer.Append('/').Append(step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
