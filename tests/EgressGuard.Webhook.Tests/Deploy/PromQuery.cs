using System.Text.RegularExpressions;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>What a PromQL expression asks for, as far as it can be held against what is served: metrics, their labels and values.</summary>
internal sealed partial class PromQuery
{
    /// <summary>Labels that Prometheus itself gives to what it scrapes in a cluster.</summary>
    public static readonly string[] ScrapeLabels = ["job", "instance", "namespace", "pod"];

    private PromQuery(string text)
    {
        Selectors = [.. SelectorText().Matches(text).Select(Selector)];
        Groupings = [.. GroupingText().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        // What is left when everything that is known is taken away: numbers, operators, functions.
        var rest = GroupingText().Replace(SelectorText().Replace(text, " "), " ");
        Functions = [.. WordText().Matches(RangeText().Replace(rest, " ")).Select(match => match.Value).Distinct()];
        IsBalanced = "()[]{}".Chunk(2).All(pair => text.Count(c => c == pair[0]) == text.Count(c => c == pair[1]));
    }

    /// <summary>The metrics that are asked for.</summary>
    public IReadOnlyList<PromSelector> Selectors { get; }

    /// <summary>The labels of all <c>by (...)</c>.</summary>
    public IReadOnlyList<string> Groupings { get; }

    /// <summary>Functions, aggregations and operators in words.</summary>
    public IReadOnlyList<string> Functions { get; }

    /// <summary>Whether every bracket has its other half.</summary>
    public bool IsBalanced { get; }

    public static PromQuery Parse(string text) => new(text);

    private static PromSelector Selector(Match match) => new(
        match.Groups["name"].Value,
        [.. MatcherText().Matches(match.Groups["matchers"].Value).Select(matcher => (
            matcher.Groups["label"].Value,
            // =~ and !~ hold alternatives, each a whole value; anything cleverer does not stand in these files.
            matcher.Groups["operator"].Value.Contains('~', StringComparison.Ordinal) ? matcher.Groups["value"].Value.Split('|') : [matcher.Groups["value"].Value]))]);

    [GeneratedRegex("""\b(?<name>(egressguard|dotnet|kestrel|http_server)_[a-z0-9_]+)\b(\{(?<matchers>[^}]*)\})?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SelectorText();

    [GeneratedRegex("""(?<label>[a-z_]+)\s*(?<operator>=~|!~|!=|=)\s*"(?<value>[^"]*)"\s*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MatcherText();

    [GeneratedRegex("""\b(by|without)\s*\((?<labels>[^)]*)\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GroupingText();

    [GeneratedRegex("""\[[^\]]*\]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RangeText();

    [GeneratedRegex("[a-z_]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordText();
}

/// <summary>A metric with its matchers, each a label and the values that it names.</summary>
internal sealed record PromSelector(string Name, IReadOnlyList<(string Label, string[] Values)> Matchers);
