using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Cli.Tests.Clusters;
using EgressGuard.Core.Policy;
using EgressGuard.Testing;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>
/// The doors to a cluster say the same: the webhook that watches it, <c>check --cluster</c> that asks it, and <c>audit</c>, which says of
/// the objects there what <c>check</c> says of them in files.
/// </summary>
public sealed class ClusterParityTests
{
    public static TheoryData<string> Fixtures =>
        [.. DoorParityTests.FixturesWithContext.Select(row => row.Data).Where((_, number) => number % 2 == 0)];

    [Fact]
    public async Task What_is_applied_has_the_same_verdict_from_the_webhook_that_watches_and_from_check()
    {
        await using var world = await ClusterWorld.StartAsync();
        Fill(world);
        await using var webhook = await WebhookProcess.StartAsync("--cluster", "kubeconfig", "--kubeconfig", world.KubeConfig);
        var count = 0;
        var refused = 0;
        foreach (var manifest in Corpus.RuleFixtures.Where((_, number) => number % 8 == 0).Select(file => Corpus.Objects(file).First())
            .Concat(Corpus.Samples.SelectMany(Corpus.Objects).Where((_, number) => number % 4 == 0)))
        {
            if (Corpus.Judged(manifest) is not { } described)
            {
                continue;
            }

            var run = CommandLine.RunWith(manifest.Json.ToArray(), "check", "-", "--cluster", "--kubeconfig", world.KubeConfig, "-o", "json");
            var (expected, _) = await WebhookDoor.SendAsync(webhook, described);

            Assert.Equal($"{manifest.Source}\n{expected}", $"{manifest.Source}\n{Assert.Single(FileDoor.Read(run.Output))}");
            count++;
            refused += run.ExitCode;
        }

        Assert.True(count > 80 && refused > 30, $"Only {count} objects were compared, {refused} of them refused.");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task A_fixture_in_its_cluster_under_its_policy_has_the_same_verdict(string fixture)
    {
        await using var world = await ClusterWorld.StartAsync();
        var manifests = ManifestReader.Read(File.ReadAllBytes(Path.Combine(Corpus.Root, fixture)), fixture).ToList();
        var policy = manifests.Find(manifest => ManifestObject.Read(manifest, "default").KindName == PolicyReader.Kind);
        if (policy is not null)
        {
            var json = JsonOf(policy);
            json["metadata"] = new JsonObject { ["name"] = "default" };
            world.Api.Put(json);
            manifests.Remove(policy);
        }

        manifests.Skip(1).Where(manifest => Corpus.Judged(manifest) is not null).ToList().ForEach(manifest => world.Api.Put(JsonOf(manifest)));
        await using var webhook = await WebhookProcess.StartAsync("--cluster", "kubeconfig", "--kubeconfig", world.KubeConfig);

        var run = CommandLine.RunWith(manifests[0].Json.ToArray(), "check", "-", "--cluster", "--kubeconfig", world.KubeConfig, "-o", "json");
        var (expected, _) = await WebhookDoor.SendAsync(webhook, Corpus.Judged(manifests[0])!);

        Assert.Equal(expected.ToString(), Assert.Single(FileDoor.Read(run.Output)).ToString());
    }

    [Fact]
    public async Task The_audit_says_what_check_says_of_the_same_objects_in_files()
    {
        await using var world = await ClusterWorld.StartAsync();
        Fill(world);
        foreach (var type in ClusterWorld.Types.Select(type => type.ToString()).Distinct())
        {
            foreach (var (number, json) in world.Api.Objects(type).Index())
            {
                world.Files.Write($"same/{type}-{number:d4}.json", json.ToJsonString());
            }
        }

        var same = Path.Combine(world.Files.Root, "same");
        var audit = world.Run("audit", "-o", "json");
        var check = CommandLine.Run("check", same, "--context", same, "--at", "2026-12-01T00:00:00Z", "-o", "json");

        Assert.Equal((1, "", 1, ""), (audit.ExitCode, audit.Error, check.ExitCode, check.Error));
        var expected = Answers(check.Output);
        Assert.True(expected.Count > 60, $"Only {expected.Count} objects were compared.");
        Assert.Equal(expected, Answers(audit.Output));
    }

    /// <summary>The samples and many fixtures, as admission would have left them.</summary>
    private static void Fill(ClusterWorld world)
    {
        var objects = Corpus.Samples.Concat(Corpus.RuleFixtures.Where((_, number) => number % 5 == 0)).SelectMany(Corpus.Objects);
        foreach (var (number, manifest) in objects.Index())
        {
            if (Corpus.Judged(manifest) is { Defect: null, Subject.Object.Metadata.Name.Length: > 0 })
            {
                world.Files.Write($"raw/{number:d4}.json", Encoding.UTF8.GetString(manifest.Json.Span));
            }
        }

        var admitted = CommandLine.Run("mutate", Path.Combine(world.Files.Root, "raw"), "-o", "yaml");
        Assert.Equal(0, admitted.ExitCode);
        foreach (var manifest in ManifestReader.Read(Encoding.UTF8.GetBytes(admitted.Output), "admitted"))
        {
            world.Api.Put(JsonOf(manifest));
        }
    }

    private static JsonObject JsonOf(Manifest manifest) =>
        JsonNode.Parse(manifest.Json.Span)!.AsObject();

    private static List<string> Answers(string report) => [.. FileDoor.Named(report).Order(StringComparer.Ordinal)];
}
