using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;
using EgressGuard.Cli.Tests.Doors;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Robustness.Fuzzing.Generating;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;
using EgressGuard.Yaml;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>
/// Objects of every kind that were never meant for each other, in one mesh: the webhook over HTTPS, <c>check</c> on their files and
/// <c>check</c> on one file of them all in another order say the same of each, word for word.
/// </summary>
public sealed class DoorTests
{
    public static TheoryData<int> Worlds => [.. Enumerable.Range(0, Length.Of(1, 25))];

    [Theory]
    [MemberData(nameof(Worlds))]
    public async Task Every_door_says_the_same_of_every_object(int world)
    {
        using var directory = new TemporaryDirectory();
        var objects = World(new Pick(new Random(Length.Seed + world)));
        var (files, admitted) = (directory.File("files"), directory.File("admitted"));
        Directory.CreateDirectory(files);
        Directory.CreateDirectory(admitted);
        foreach (var (number, json) in objects.Index())
        {
            await File.WriteAllTextAsync(Path.Combine(files, $"{number:d5}.json"), json.ToJsonString(), TestContext.Current.CancellationToken);
        }

        // The mesh holds the objects as admission left them, as check supposes.
        var mutated = await CommandLineProcess.RunAsync("mutate", files, "-o", "yaml");
        Assert.True(mutated.ExitCode == 0, mutated.Error);
        directory.Write("admitted/all.yaml", mutated.Output);
        directory.Write("shuffled.yaml", string.Concat(Enumerable.Reverse(objects).Select(json => $"---\n{json.ToJsonString()}\n")));
        var inOrder = await CommandLineProcess.RunAsync("check", files, "--context", files, "-o", "json");
        var shuffled = await CommandLineProcess.RunAsync("check", directory.File("shuffled.yaml"), "--context", files, "-o", "json");

        Assert.Equal((1, ""), (inOrder.ExitCode, inOrder.Error));
        Assert.Equal((1, ""), (shuffled.ExitCode, shuffled.Error));
        Assert.Equal(FileDoor.Named(inOrder.Output).Order(StringComparer.Ordinal), FileDoor.Named(shuffled.Output).Order(StringComparer.Ordinal));
        await using var webhook = await WebhookProcess.StartAsync("--context", admitted);
        var answers = FileDoor.Read(inOrder.Output);
        Assert.Equal(objects.Count, answers.Count);
        foreach (var (json, answer) in objects.Zip(answers))
        {
            var described = ManifestObject.Read(Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "object")), "default");
            var (told, _) = await WebhookDoor.SendAsync(webhook, described);

            Assert.Equal($"{json.ToJsonString()}\n{told}", $"{json.ToJsonString()}\n{answer}");
        }
    }

    /// <summary>Readable objects, no two of one name.</summary>
    private static List<JsonObject> World(Pick pick)
    {
        var objects = new Dictionary<string, JsonObject>();
        while (objects.Count < 200)
        {
            var @case = pick.Chance(50) ? FuzzCases.OfOracle(pick) : FuzzCases.OfShapes(pick);
            foreach (var json in (JsonObject[])[@case.Object, .. @case.Mesh])
            {
                if (@case.Policy == EgressPolicy.Default && IsReadable(json))
                {
                    objects.TryAdd($"{FuzzCase.KindOf(json)} {FuzzCase.NamespaceOf(json)}/{json["metadata"]!["name"]}", json);
                }
            }
        }

        return [.. objects.Values];
    }

    private static bool IsReadable(JsonObject json) => KubeObjectReader.Read(
        FuzzCase.KindOf(json), Encoding.UTF8.GetBytes(json.ToJsonString()), out _) is { Metadata.Name.Length: > 0 };
}
