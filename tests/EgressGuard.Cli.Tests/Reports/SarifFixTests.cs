using System.Text.Json;
using EgressGuard.Cli.Tests.Check;

namespace EgressGuard.Cli.Tests.Reports;

/// <summary>What a fix promises: once it is made, the file has that finding no more, and no other has come.</summary>
public sealed class SarifFixTests
{
    private const string Entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: c, namespace: shop}\n";
    private const string Route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: c, namespace: shop}\n";
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

    [Theory]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo: [\"*\"]\n  resolution: DNS\n", "  exportTo: [\".\", \"istio-system\"]\n")]
    [InlineData(Entry + "spec: {hosts: [c.com], exportTo: [ '*' ], resolution: DNS}\n", "exportTo: [ \".\", \"istio-system\" ], resolution")]
    [InlineData("{\"apiVersion\": \"networking.istio.io/v1\", \"kind\": \"ServiceEntry\",\n\"spec\": {\"hosts\": [\"c.com\"], \"exportTo\": [\"*\"], \"resolution\": \"DNS\"}}", "[\".\", \"istio-system\"]")]
    [InlineData(Entry + "spec:\n  exportTo: # all\n  - \"*\" # of them\n  # end\n  hosts: [c.com]\n  resolution: DNS\n", "  - \".\"\n  - \"istio-system\" # of them\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  resolution: DNS\n  exportTo:\n    -   '*'", "    -   \".\"\n    -   \"istio-system\"")]
    [InlineData(Entry + "spec: # to be\n\n  # a comment\n    hosts: [c.com]\n    resolution: DNS\n", "  # a comment\n    exportTo: [\".\", \"istio-system\"]\n    hosts: [c.com]\n")]
    [InlineData(Entry + "spec:\r\n  hosts: [c.com]\r\n  resolution: DNS\r\n", "  exportTo: [\".\", \"istio-system\"]\n  hosts")]
    [InlineData(Route + "spec:\n  hosts: [c.com]\n  http: []\n", "spec:\n  exportTo: [\".\", \"istio-system\"]\n  hosts")]
    [InlineData(Route + "spec:\n  hosts: [c.com]\n  exportTo: ['*']\n", "  exportTo: [\".\", \"istio-system\"]\n")]
    [InlineData(Pod + "spec:\n  hostNetwork: true # why not\n  containers: []\n", "  hostNetwork: false # why not\n")]
    [InlineData(Pod + "spec: {\"hostIPC\": true, hostPID: true }\n", "{\"hostIPC\": false, hostPID: false }")]
    [InlineData(Manifests.ConfigMap + "---\n" + Manifests.HostNetworkCronJob, "          hostNetwork: false\n")]
    public void A_fix_takes_its_finding_away(string manifest, string expected)
    {
        using var files = new TemporaryFiles();
        var file = files.Write("a.yaml", manifest);
        var results = Results(file);
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(result.TryGetProperty("fixes", out _)));

        var text = results.Reverse().Aggregate(manifest, Apply);

        Assert.Contains(expected, text, StringComparison.Ordinal);
        File.WriteAllText(file, text);
        Assert.Empty(Results(file));
        Assert.Equal(0, CommandLine.Run("check", file).ExitCode);
    }

    [Theory]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo: [\"*\", shop]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo: [shop, \"*\"]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo:\n  - \"*\"\n  - shop\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo:\n  - \"*\"\n\n  # more\n  -\n    shop\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo: [\n    \"*\"]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [&all \"*\"]\n  exportTo: [*all]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec: {hosts: [c.com], resolution: DNS}\n")]
    [InlineData(Entry + "spec:\n  {hosts: [c.com], resolution: DNS}\n")]
    [InlineData(Entry + "spec: &s\n  hosts: [c.com]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  ? hosts\n  : [c.com]\n  resolution: DNS\n")]
    [InlineData(Entry + "spec:\n  hosts: [c.com]\n  exportTo: []\n  resolution: DNS\n")]
    [InlineData(Pod + "spec:\n  hostNetwork: yes\n  containers: []\n")]
    [InlineData(Pod + "spec:\n  hostNetwork:\n    true\n  containers: []\n")]
    [InlineData(Pod + "spec:\n  hostNetwork: !!bool true\n  containers: []\n")]
    [InlineData("x: &on {hostPID: true}\n" + Pod + "spec:\n  <<: *on\n  containers: []\n")]
    [InlineData(Pod + "spec: {containers: []}\nmetadata: {name: q}\n")]
    public void No_fix_where_the_text_leaves_a_doubt(string manifest)
    {
        using var files = new TemporaryFiles();
        var results = Results(files.Write("a.yaml", manifest));

        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.False(result.TryGetProperty("fixes", out _)));
    }

    private static JsonElement[] Results(string file)
    {
        using var log = SarifReportTests.Sarif("", file);
        return [.. SarifReportTests.Run(log).GetProperty("results").Clone().EnumerateArray()];
    }

    /// <summary>As a viewer applies it: lines and columns counted from 1, the end exclusive. The findings of these manifests are in document order.</summary>
    private static string Apply(string text, JsonElement result)
    {
        var replacement = result.GetProperty("fixes")[0].GetProperty("artifactChanges")[0].GetProperty("replacements")[0];
        var region = replacement.GetProperty("deletedRegion");
        var start = Offset(text, region.GetProperty("startLine").GetInt32(), region.GetProperty("startColumn").GetInt32());
        var end = Offset(text, region.GetProperty("endLine").GetInt32(), region.GetProperty("endColumn").GetInt32());
        return text[..start] + replacement.GetProperty("insertedContent").GetProperty("text").GetString() + text[end..];
    }

    private static int Offset(string text, int line, int column) => text.Split('\n').Take(line - 1).Sum(before => before.Length + 1) + column - 1;
}
