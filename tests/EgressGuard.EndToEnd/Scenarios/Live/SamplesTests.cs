using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;
using EgressGuard.EndToEnd.Install;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>The samples of deploy/ in a real cluster, object by object, as <c>kubectl apply</c> writes them.</summary>
public sealed partial class SamplesTests(World world) : LiveScenario(world)
{
    /// <summary>The rule of what only the reader of manifests sees, such as a key that comes twice.</summary>
    private const string Reader = "EG002";

    private readonly Stack<JsonObject> _created = new();

    public static TheoryData<string> Sets => [.. Names(Directory.EnumerateDirectories(FolderOf("compliant")))];

    public static TheoryData<string> Broken => [.. Names(Directory.EnumerateFiles(FolderOf("broken")))];

    public override async ValueTask DisposeAsync()
    {
        foreach (var item in _created)
        {
            await Kube.ForceDeleteAsync(Types.Of(item), KubeClient.Reference(item));
        }

        await base.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_compliant_set_is_admitted_and_its_route_cannot_be_taken_away(string set)
    {
        var items = Manifests.Read(Path.Combine("samples", "compliant", set), "*.yaml");
        foreach (var item in items)
        {
            await Wait.ForAsync($"{set}: {item["kind"]} {KubeClient.Reference(item)} to be admitted", async () =>
            {
                var answer = await CreateAndRememberAsync(item);
                return (answer.IsSuccess || answer.Code == 409, answer.ToString());
            }, Seconds);
        }

        var route = items.Single(item => item["kind"]!.GetValue<string>() == "VirtualService");
        await Wait.ForAsync($"the removal of {KubeClient.Reference(route)} to be refused", async () =>
        {
            var answer = await Kube.DeleteAsync(Types.Of(route), KubeClient.Reference(route), KubeClient.DryRun);
            return (answer.IsDenied && answer.Message.Contains("EG9", StringComparison.Ordinal), answer.ToString());
        }, Seconds);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_sample_is_found_out(string file)
    {
        var path = Path.Combine(FolderOf("broken"), file);
        string[] rules = [.. Expected().Matches(await File.ReadAllTextAsync(path)).Select(match => match.Groups["rule"].Value).Distinct()];
        Assert.SkipWhen(rules is [Reader], "What is wrong with this file is lost before an API server sees it: the command line finds it.");
        var items = Manifests.Read(Path.Combine("samples", "broken"), file);
        Assert.SkipWhen(
            items.Any(item => item["spec"]?["ephemeralContainers"] is not null),
            "No pod is created with ephemeral containers; those that are added are tried elsewhere.");

        var created = new List<KubeAnswer>();
        foreach (var item in items)
        {
            created.Add(await CreateAndRememberAsync(item));
        }

        Assert.SkipWhen(
            created.Any(answer => answer.IsUnserved),
            "This server does not serve a kind of this sample in the version it is in.");
        await Wait.ForAsync($"{file} to be found out by {string.Join(" or ", rules)}", async () =>
        {
            var seen = created.ConvertAll(answer => answer.ToString());
            foreach (var item in items)
            {
                var answer = await Kube.CreateAsync(item, KubeClient.DryRun);
                seen.Add(answer.ToString());
            }

            var text = string.Join('\n', seen);
            return (rules.Any(rule => text.Contains(rule, StringComparison.Ordinal)), text);
        }, Seconds);
    }

    private async Task<KubeAnswer> CreateAndRememberAsync(JsonObject item)
    {
        if (item["kind"]!.GetValue<string>() == Types.Namespace.Kind)
        {
            return await World.CreateNamespaceAsync(item);
        }

        var answer = await Kube.CreateAsync(item);
        if (answer.IsSuccess)
        {
            _created.Push(item);
        }

        return answer;
    }

    private static string FolderOf(string samples) => Path.Combine(Manifests.Deploy, "samples", samples);

    private static IEnumerable<TheoryDataRow<string>> Names(IEnumerable<string> paths) =>
        paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).Select(name => new TheoryDataRow<string>(name));

    [GeneratedRegex("^# expect: (?<rule>EG[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expected();
}
