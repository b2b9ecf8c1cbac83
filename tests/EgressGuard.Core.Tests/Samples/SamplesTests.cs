using System.Globalization;
using System.Text.RegularExpressions;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Tests.Samples;

/// <summary>What a user copies is admitted, and what a user is warned of is refused where the file says so.</summary>
public sealed partial class SamplesTests
{
    public static TheoryData<string> Sets => [.. Directory.EnumerateDirectories(SampleMesh.Compliant)
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> BrokenFiles => [.. SampleMesh.FilesBelow(SampleMesh.Broken)
        .Select(path => Path.GetRelativePath(SampleMesh.Broken, path))];

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_compliant_set_is_admitted_and_judged_whole(string set) =>
        AssertClean(SampleMesh.Load(SampleMesh.FilesBelow(Path.Combine(SampleMesh.Compliant, set))));

    [Fact]
    public void The_compliant_sets_are_admitted_side_by_side() =>
        AssertClean(SampleMesh.Load(SampleMesh.FilesBelow(SampleMesh.Compliant)));

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_port_of_a_compliant_set_is_taken_to_the_gateway(string set)
    {
        var mesh = SampleMesh.Load(SampleMesh.FilesBelow(Path.Combine(SampleMesh.Compliant, set)));
        var subjects = mesh.Objects.Where(item => item.Kind == ObjectKind.ServiceEntry).Select(item => item.Subject!).ToList();

        Assert.NotEmpty(subjects);
        var map = EgressMap.Of(mesh.Snapshot, EgressPolicy.Default);
        Assert.Superset(
            subjects.Where(subject => !EgressPolicy.Default.IsPlatformNamespace(subject.Namespace))
                .SelectMany(subject => ((ServiceEntry)subject.Object).Spec!.Hosts).ToHashSet(),
            map.Entries.Select(entry => entry.Host).ToHashSet());
        Assert.All(map.Entries.SelectMany(entry => entry.Reaches), path => Assert.True(
            path.Outcome is PathOutcome.ViaGateway or PathOutcome.Blocked, $"{path.Question}: {path.Gravest.Reason}"));
        Assert.All(
            map.Entries.Where(entry => !entry.Reaches.IsEmpty).GroupBy(entry => entry.Host),
            host => Assert.Contains(host.SelectMany(entry => entry.Reaches), path => path.Outcome == PathOutcome.ViaGateway));
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_refused_where_it_says(string file)
    {
        var path = Path.Combine(SampleMesh.Broken, file);
        var expected = Expectations(path);

        var mesh = SampleMesh.Load([path]);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, FindingsIn(mesh).OrderBy(finding => finding.Line).ThenBy(finding => finding.Rule, StringComparer.Ordinal));
        Assert.All(mesh.Judge(), judged => Assert.Empty(judged.Verdict.NotEvaluated));
    }

    [Fact]
    public void No_two_samples_share_a_namespace()
    {
        // Otherwise files that are judged together, as `egressguard check -R` does, would be each other's context.
        var namespaces = SampleMesh.FilesBelow(SampleMesh.Compliant).Concat(SampleMesh.FilesBelow(SampleMesh.Broken))
            .SelectMany(file => SampleMesh.Load([file]).Objects)
            .Where(item => item.Kind == ObjectKind.Namespace)
            .Select(item => item.Name)
            .ToList();

        Assert.Equal(namespaces.Distinct(), namespaces);
    }

    private static void AssertClean(SampleMesh mesh)
    {
        Assert.NotEmpty(mesh.Judge());
        Assert.Empty(FindingsIn(mesh));
        Assert.Empty(mesh.Judge().SelectMany(judged => judged.Verdict.NotEvaluated));
        Assert.Empty(mesh.Objects.SelectMany(item => item.Manifest.Issues));
    }

    /// <summary>What the rules find, and EG002 for what the text itself leaves open.</summary>
    private static IEnumerable<(string Rule, int Line)> FindingsIn(SampleMesh mesh) =>
        mesh.Judge()
            .SelectMany(judged => judged.Verdict.Findings, (judged, finding) => (judged.Item, finding.Rule, finding.Pointer))
            .Concat(mesh.Objects.SelectMany(
                item => item.Manifest.Issues, (item, issue) => (Item: item, Rule: ReservedRules.AmbiguousManifest.Id, issue.Pointer)))
            .Select(found => (found.Rule, found.Item.Manifest.Positions.Find(found.Pointer).Line));

    /// <summary>The file's own <c># expect: RULE LINE</c> lines, by line and rule.</summary>
    private static List<(string Rule, int Line)> Expectations(string path) =>
    [
        .. from line in File.ReadLines(path)
           where line.StartsWith("# expect:", StringComparison.Ordinal)
           let match = Expectation().Match(line)
           let expected = match.Success
               ? (Rule: match.Groups["rule"].Value, Line: int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture))
               : throw new FormatException($"{path}: '{line}' is not '# expect: RULE LINE'.")
           orderby expected.Line, expected.Rule
           select expected,
    ];

    [GeneratedRegex("^# expect: (?<rule>EG[0-9]{3}) (?<line>[1-9][0-9]*)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Expectation();
}
