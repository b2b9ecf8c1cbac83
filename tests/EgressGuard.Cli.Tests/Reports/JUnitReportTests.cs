using System.Xml.Linq;
using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Reports;

public sealed class JUnitReportTests
{
    [Fact]
    public void A_suite_a_source_a_case_an_object_a_failure_a_denial()
    {
        using var files = new TemporaryFiles();
        var (a, b) = (files.Write("a.yaml", Manifests.PublicEntry + "---\n" + Manifests.CleanEntry), files.Write("b.yaml", Manifests.HostNetworkPod));

        var run = CommandLine.Run("check", a, b, "-o", "junit");

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("</testsuites>\n", run.Output, StringComparison.Ordinal);
        var root = XDocument.Parse(run.Output).Root!;
        Assert.Equal("3 2 0 0", Counts(root));
        Assert.Equal([(a, "2 1 0 0"), (b, "1 1 0 0")], root.Elements("testsuite").Select(suite => (suite.Attribute("name")!.Value, Counts(suite))));
        Assert.Equal(
            ["ServiceEntry shop/cnn 1", "ServiceEntry shop/cnn 0", "Pod default/p 1"],
            root.Descendants("testcase").Select(item => $"{item.Attribute("classname")!.Value} {item.Attribute("name")!.Value} {item.Elements("failure").Count()}"));
        var failure = root.Descendants("failure").Last();
        Assert.StartsWith("EG302 host-network: hostNetwork is 'true'", failure.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.StartsWith($"{b}:5:3: deny: EG302 host-network: ", failure.Value, StringComparison.Ordinal);
        Assert.Contains("\n  Fix: Remove hostNetwork;", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_pass_and_are_told()
    {
        using var files = new TemporaryFiles();
        var policy = files.Write("policy.yaml", Manifests.Policy("EG102", "Warn"));

        var root = XDocument.Parse(CommandLine.RunWith(Manifests.PublicEntry, "check", "-", "-o", "junit", "--policy", policy).Output).Root!;

        Assert.Equal("1 0 0 0", Counts(root));
        var told = root.Descendants("system-out").Single().Value;
        Assert.StartsWith("stdin:6:14: warn: EG102 ", told, StringComparison.Ordinal);
        Assert.All(PathRules.OfServiceEntries, rule => Assert.Contains(
            $"\n{rule} was not evaluated: the VirtualService objects of the mesh were not given", told, StringComparison.Ordinal));
    }

    [Fact]
    public void No_object_is_an_empty_report() =>
        Assert.Equal("0 0 0 0", Counts(XDocument.Parse(CommandLine.Run("check", "-", "-o", "junit").Output).Root!));

    [Theory]
    [MemberData(nameof(Hostile.Names), MemberType = typeof(Hostile))]
    public void A_hostile_name_is_a_name(string name)
    {
        var root = XDocument.Parse(CommandLine.RunWith(Manifests.Named(name), "check", "-", "-o", "junit").Output).Root!;

        Assert.Equal("default/" + Legal(name), root.Descendants("testcase").Single().Attribute("name")!.Value);
        Assert.StartsWith("stdin:1:", root.Descendants("failure").Single().Value, StringComparison.Ordinal);
    }

    private static string Counts(XElement element) =>
        string.Join(' ', ((string[])["tests", "failures", "errors", "skipped"]).Select(name => element.Attribute(name)!.Value));

    private static string Legal(string name) => string.Concat(name.Select(c =>
        (char.IsControl(c) && c is not ('\t' or '\r' or '\n')) || c == '\uFFFE' ? '\uFFFD' : c));
}
