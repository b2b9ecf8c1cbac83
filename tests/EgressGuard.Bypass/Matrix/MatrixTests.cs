using System.Reflection;
using System.Text.RegularExpressions;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Bypass.Matrix;

/// <summary>The matrix is whole, and every word of it is held by a test.</summary>
public sealed partial class MatrixTests
{
    [Fact]
    public void Every_class_and_every_threat_is_there_once()
    {
        Assert.Equal(Enumerable.Range(1, BypassMatrix.ClassCount), BypassMatrix.Classes.SelectMany(group => group.Rows).Select(row => row.Number));
        Assert.Equal(Enumerable.Range(1, BypassMatrix.ThreatCount), BypassMatrix.Threats.Rows.Select(row => row.Number));
    }

    [Fact]
    public void No_row_is_empty() => Assert.All(BypassMatrix.Rows, row =>
    {
        Assert.All((string[])[row.What, row.SeenIn, row.Here, row.How], text => Assert.False(string.IsNullOrWhiteSpace(text), $"{row.Number}"));
        Assert.All((string?[])[row.How, row.Operator ?? "."], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.NotEmpty(row.Proofs);
        Assert.DoesNotContain("|", row.What + row.SeenIn + row.Here + row.How + row.Operator, StringComparison.Ordinal);
    });

    [Fact]
    public void What_is_out_of_reach_says_what_the_operator_does_instead() => Assert.All(
        BypassMatrix.Rows.Where(row => row.Answer == Answer.OutOfReach), row => Assert.False(string.IsNullOrWhiteSpace(row.Operator), row.What));

    [Fact]
    public void Every_test_that_it_names_is_there() => Assert.All(
        BypassMatrix.Rows.SelectMany(row => row.Proofs), proof => Assert.NotEmpty(TestsOf(proof)));

    [Fact]
    public void Every_test_of_this_project_is_named_by_a_row()
    {
        var named = BypassMatrix.Rows.SelectMany(row => row.Proofs).SelectMany(TestsOf).ToHashSet();
        var all = typeof(MatrixTests).Assembly.GetTypes().Where(type => type != typeof(MatrixTests)).SelectMany(TestsOf);

        Assert.Empty(all.Except(named).Select(test => $"{test.DeclaringType!.Name}.{test.Name}"));
    }

    [Fact]
    public void The_alerts_that_it_names_are_there()
    {
        var alerts = File.ReadAllText(Repository.PathOf("deploy", "observability", "alerts.yaml"));

        Assert.All(
            Alert().Matches(MatrixDocument.Write()),
            match => Assert.Contains($"alert: {match.Groups["name"].Value}\n", alerts, StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_is_current() => Repository.AssertIsCurrent(Repository.PathOf("docs", "bypass-matrix.md"), MatrixDocument.Write());

    private static IEnumerable<MethodInfo> TestsOf(Proof proof) =>
        TestsOf(proof.Class).Where(test => proof.Method is null || test.Name == proof.Method);

    private static IEnumerable<MethodInfo> TestsOf(Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.GetCustomAttributes<FactAttribute>(inherit: true).Any());

    [GeneratedRegex("`(?<name>EgressGuard[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();
}
