using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>docs/threat-model.md answers every threat, and what it names is there.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "threat-model.md"));

    [Fact]
    public void Each_of_the_18_threats_has_one_answer_and_says_what_is_left() => Assert.Equal(
        Enumerable.Range(1, 18),
        ThreatRow().Matches(Page).Select(row => int.Parse(row.Groups["id"].Value, CultureInfo.InvariantCulture)));

    [Fact]
    public void The_rules_and_alerts_that_it_names_are_there()
    {
        var alerts = File.ReadAllText(Repository.PathOf("deploy", "observability", "alerts.yaml"));

        Assert.Subset(RuleCatalog.Infos.Select(info => info.Id).ToHashSet(), Rule().Matches(Page).Select(match => match.Value).ToHashSet());
        Assert.All(Alert().Matches(Page), match => Assert.Contains($"alert: {match.Groups["name"].Value}\n", alerts, StringComparison.Ordinal));
    }

    [Fact]
    public void The_files_that_it_lists_are_those_that_are_shipped() => Assert.Equal(
        Directory.EnumerateFiles(Repository.PathOf("deploy", "network-policies")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
        FileRow().Matches(Page).Select(match => match.Groups["file"].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"(?m)^\| (?<id>[0-9]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ThreatRow();

    [GeneratedRegex("EG[0-9]{3}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex("`(?<name>EgressGuard[A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"(?m)^\| `(?<file>[a-z-]+\.yaml)` \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FileRow();
}
