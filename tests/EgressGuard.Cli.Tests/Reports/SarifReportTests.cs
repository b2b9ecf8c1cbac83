using System.Text.Json;
using EgressGuard.Cli.Reports;
using EgressGuard.Cli.Tests.Check;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Tests.Reports;

public sealed class SarifReportTests
{
    [Fact]
    public void Describes_every_rule_whether_or_not_it_found_anything()
    {
        using var log = Sarif("", "-");
        var driver = Run(log).GetProperty("tool").GetProperty("driver");
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();

        Assert.Equal(["EG001", "EG002", "EG003", "EG004", .. RuleCatalog.All.Select(rule => rule.Info.Id)], rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules, rule => Assert.Matches("^([A-Z][a-z0-9]*)+$", rule.GetProperty("name").GetString()));
        Assert.Matches(@"^\d+\.\d+\.\d+$", driver.GetProperty("version").GetString());
        Assert.Empty(Run(log).GetProperty("results").EnumerateArray());
        Assert.Empty(Invocation(log).GetProperty("toolExecutionNotifications").EnumerateArray());
    }

    [Fact]
    public void Tells_rule_level_place_object_and_pointer()
    {
        using var log = Sarif(Manifests.PublicEntry, "-");
        var result = Run(log).GetProperty("results")[0];
        var rule = Run(log).GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
        var location = result.GetProperty("locations")[0];

        Assert.Equal(("EG102", "EG102", "error"), (result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString(), result.GetProperty("level").GetString()));
        Assert.Equal("""{"artifactLocation":{"uri":"stdin"},"region":{"startLine":6,"startColumn":14}}""", Compact(location.GetProperty("physicalLocation")));
        Assert.Equal(
            ["ServiceEntry shop/cnn", "ServiceEntry shop/cnn#/spec/exportTo/0"],
            location.GetProperty("logicalLocations").EnumerateArray().Select(place => place.GetProperty("fullyQualifiedName").GetString()));
        Assert.Contains("Set exportTo:", result.GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(result.TryGetProperty("fixes", out _), "standard input has no file to edit");
        var notification = Invocation(log).GetProperty("toolExecutionNotifications")[0];
        Assert.Equal("note", notification.GetProperty("level").GetString());
        Assert.StartsWith($"Not evaluated: {PathRules.OfServiceEntries[0]} for 1 object", notification.GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Warn", "warning")]
    [InlineData("Audit", "note")]
    public void The_level_follows_the_action(string action, string level)
    {
        using var files = new TemporaryFiles();
        using var log = Sarif(Manifests.PublicEntry, "-", "--policy", files.Write("policy.yaml", Manifests.Policy("EG102", action)));

        Assert.Equal(level, Run(log).GetProperty("results")[0].GetProperty("level").GetString());
    }

    [Fact]
    public void Fingerprints_stay_when_lines_move_and_differ_between_findings()
    {
        const string Two = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostPID: true, hostIPC: true}\n";
        using var before = Sarif(Two + Two, "-");
        using var after = Sarif("# moved\n\n" + Two + Two, "-");

        Assert.Equal(Fingerprints(before), Fingerprints(after));
        Assert.Equal(4, Fingerprints(before).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Hostile.Names), MemberType = typeof(Hostile))]
    public void A_hostile_name_comes_back_whole(string name)
    {
        using var log = Sarif(Manifests.Named(name), "-");

        Assert.Equal(name, Run(log).GetProperty("results")[0].GetProperty("locations")[0].GetProperty("logicalLocations")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_path_becomes_a_URI_reference()
    {
        Assert.Equal("a%20b/c%23%25%3A%5B.yaml", ArtifactUri.Of("./a b/c#%:[.yaml"));
        Assert.Equal("gr%C3%B6%C3%9Fe.yaml", ArtifactUri.Of(Path.GetFullPath("größe.yaml")));
        Assert.Equal("file:///a%20b.yaml", ArtifactUri.Of("/a b.yaml"));
        Assert.StartsWith("file:///", ArtifactUri.Of("../x.yaml"), StringComparison.Ordinal);
    }

    internal static JsonDocument Sarif(string input, params string[] arguments)
    {
        var run = CommandLine.RunWith(input, ["check", "-o", "sarif", .. arguments]);
        Assert.NotEqual(2, run.ExitCode);
        Assert.EndsWith("}\n", run.Output, StringComparison.Ordinal);
        var log = JsonDocument.Parse(run.Output);
        SarifShape.Verify(log.RootElement);
        return log;
    }

    internal static JsonElement Run(JsonDocument log) => log.RootElement.GetProperty("runs")[0];

    private static JsonElement Invocation(JsonDocument log) => Run(log).GetProperty("invocations")[0];

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);

    private static IEnumerable<string?> Fingerprints(JsonDocument log) => Run(log).GetProperty("results").EnumerateArray()
        .Select(result => result.GetProperty("partialFingerprints").GetProperty("ruleObjectPointer/v1").GetString());
}
