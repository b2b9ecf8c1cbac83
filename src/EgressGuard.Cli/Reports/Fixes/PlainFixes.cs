using System.Text.RegularExpressions;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Reports.Fixes;

/// <summary>
/// The findings whose remedy is a plain edit. A fix is offered only where the text around the place has the one form that leaves no
/// doubt about its meaning; in every other form (aliases, several lines, other spellings of a value) there is none.
/// </summary>
internal sealed partial class PlainFixes(EgressPolicy policy)
{
    private readonly SourceLines _sources = new();

    /// <summary>The fix of a finding, or null.</summary>
    /// <param name="source">The file; standard input is never edited.</param>
    /// <param name="located">The finding.</param>
    public PlainFix? Find(string source, LocatedFinding located) => located.Finding.Rule switch
    {
        _ when located.AnchorLine is not null => null,
        "EG302" => OwnNamespaces(source, located),
        "EG102" or "EG202" when located.Finding.Pointer == "/spec/exportTo" => AddScope(source, located),
        "EG102" or "EG202" when located.Finding.Pointer == "/spec/exportTo/0" => ReplaceScope(source, located),
        _ => null,
    };

    /// <summary><c>hostNetwork: true</c> becomes <c>hostNetwork: false</c>; hostPID and hostIPC likewise.</summary>
    private PlainFix? OwnNamespaces(string source, LocatedFinding located)
    {
        if (Match(HostFlag(), source, located.Line, located.Column) is not { } match)
        {
            return null;
        }

        var (key, value) = (match.Groups["key"].Value, match.Groups["value"]);
        return located.Finding.Pointer.EndsWith("/" + key, StringComparison.Ordinal)
            ? new PlainFix($"Set {key} to false.", located.Line, value.Index + 1, value.Length, "false")
            : null;
    }

    /// <summary>An absent exportTo is written as the first field of a spec in block style.</summary>
    private PlainFix? AddScope(string source, LocatedFinding located)
    {
        if (Match(SpecKey(), source, located.Line, located.Column) is not { } spec
            || NextContent(source, located.Line) is not ({ } text, var line)
            || FirstField().Match(text) is not { Success: true } field
            || field.Groups["indent"].Length <= spec.Index)
        {
            return null;
        }

        var indent = field.Groups["indent"].Value;
        return new PlainFix(
            "Show it to your namespace and the egress gateway only.", line, indent.Length + 1, 0, $"exportTo: [{Scope(", ")}]\n{indent}");
    }

    /// <summary>A <c>"*"</c> that is the whole list becomes the two namespaces that must see the object.</summary>
    private PlainFix? ReplaceScope(string source, LocatedFinding located)
    {
        const string Description = "Replace \"*\" by your namespace and the egress gateway's.";
        if (Match(OnlyFlowItem(), source, located.Line, located.Column) is { } flow && FlowListStart().IsMatch(LineBefore(source, located)))
        {
            return new PlainFix(Description, located.Line, located.Column, flow.Groups["value"].Length, Scope(", "));
        }

        var before = LineBefore(source, located);
        if (Match(BlockItem(), source, located.Line, located.Column) is not { } block
            || BlockItemStart().Match(before) is not { Success: true } start
            || located.Line < 2
            || !ExportToKey().IsMatch(_sources.Of(source)[located.Line - 2])
            || (NextContent(source, located.Line) is ({ } next, _)
                && next.StartsWith(start.Groups["indent"].Value + "-", StringComparison.Ordinal)))
        {
            return null;
        }

        return new PlainFix(Description, located.Line, located.Column, block.Groups["value"].Length, Scope("\n" + before));
    }

    private string Scope(string separator) => $"\".\"{separator}\"{policy.Mesh.EgressGateways[0].Namespace}\"";

    private Match? Match(Regex form, string source, int line, int column)
    {
        var lines = _sources.Of(source);
        return line <= lines.Count && column <= lines[line - 1].Length && form.Match(lines[line - 1], column - 1) is { Success: true } match
            ? match
            : null;
    }

    private string LineBefore(string source, LocatedFinding located)
    {
        var lines = _sources.Of(source);
        return located.Line > lines.Count || located.Column > lines[located.Line - 1].Length
            ? ""
            : lines[located.Line - 1][..(located.Column - 1)];
    }

    /// <summary>The first line below a line that is neither blank nor a comment.</summary>
    private (string? Text, int Line) NextContent(string source, int line)
    {
        var lines = _sources.Of(source);
        for (var i = line; i < lines.Count; i++)
        {
            var text = lines[i].TrimStart();
            if (text.Length > 0 && text[0] != '#')
            {
                return (lines[i], i + 1);
            }
        }

        return (null, 0);
    }

    [GeneratedRegex(
        """\G(?<quote>["']?)(?<key>hostNetwork|hostPID|hostIPC)\k<quote>[ ]*:[ ]+(?<value>true)(?=\s*([,}]|$)|\s+[#])""",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex HostFlag();

    [GeneratedRegex(@"\Gspec:[ ]*\r?$|\Gspec:[ ]+#", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SpecKey();

    [GeneratedRegex(@"^(?<indent>[ ]+)[A-Za-z]+:(\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstField();

    [GeneratedRegex("""\G(?<value>"\*"|'\*')(?=[ ]*\])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OnlyFlowItem();

    [GeneratedRegex("""(^[ ]*|[{,][ ]*)("exportTo"|exportTo)[ ]*:[ ]*\[[ ]*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FlowListStart();

    [GeneratedRegex("""\G(?<value>"\*"|'\*')(?=[ ]*\r?$|[ ]+#)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockItem();

    [GeneratedRegex(@"^(?<indent>[ ]*)-[ ]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BlockItemStart();

    [GeneratedRegex(@"^[ ]*exportTo:[ ]*(\r|[ ]#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExportToKey();
}
