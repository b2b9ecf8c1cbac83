using System.Text;
using System.Text.Json;
using EgressGuard.Core.Policy;
using EgressGuard.Testing;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>
/// One review, many doors (design, section 1): the running webhook, spoken to over HTTPS as the API server does, and the command line
/// say the same of every object there is, finding by finding and word by word.
/// </summary>
public sealed class DoorParityTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("egressguard-");

    /// <summary>Fixtures whose verdict rests on the mesh or the policy beside them: two of each outcome of these rules.</summary>
    public static TheoryData<string> FixturesWithContext =>
    [
        .. from rule in new[] { "EG101", "EG103", "EG307" }
           from outcome in new[] { "accepts", "rejects" }
           let folder = Path.Combine("rules", rule, outcome)
           from file in Corpus.RuleFixtures
               .Where(file => file.Contains(folder, StringComparison.Ordinal) && ManifestReader.Read(File.ReadAllBytes(file), file).Skip(1).Any())
               .Take(2)
           select Path.GetRelativePath(Corpus.Root, file),
    ];

    public static TheoryData<string> CompliantSets =>
        [.. Directory.EnumerateDirectories(Path.Combine(Corpus.Root, "deploy", "samples", "compliant"))
            .Order(StringComparer.Ordinal)
            .Select(directory => Path.GetRelativePath(Corpus.Root, directory))];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_object_on_its_own_has_the_same_verdict()
    {
        // A mesh that is known and holds nothing: for the command line, that is a context without anything of interest.
        Write("context", "nothing.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nothing}\n");
        var context = Path.Combine(_directory.FullName, "context");
        await using var webhook = await WebhookProcess.StartAsync("--context", context);
        var count = 0;
        foreach (var manifest in Corpus.CreatedObjects()
            .Concat(Corpus.RuleFixtures.Select(file => Corpus.Objects(file).First()))
            .Concat(Corpus.Samples.SelectMany(Corpus.Objects)))
        {
            if (Corpus.Judged(manifest) is not { } described)
            {
                continue;
            }

            var run = CommandLine.RunWith(manifest.Json.ToArray(), "check", "-", "--context", context, "-o", "json");
            var (expected, _) = await WebhookDoor.SendAsync(webhook, described);

            Assert.Equal($"{manifest.Source}\n{expected}", $"{manifest.Source}\n{Assert.Single(FileDoor.Read(run.Output))}");
            count++;
        }

        Assert.True(count > 350, $"Only {count} objects were compared.");
    }

    /// <summary>
    /// In meshes of hundreds of objects that were never meant for each other. Not in one mesh of them all: thousands of objects about the
    /// same few hosts have more to say of each other than any mesh has, and take minutes.
    /// </summary>
    [Fact]
    public async Task Many_objects_in_one_mesh_have_the_same_verdicts_and_the_same_patches()
    {
        var all = Corpus.RuleFixtures.Concat(Corpus.Samples).SelectMany(Corpus.Objects).Concat(Corpus.CreatedObjects()).Where(CanBeInAMesh);
        var patched = 0;
        foreach (var (number, chunk) in all.Chunk(400).Index())
        {
            patched += await CompareMeshAsync($"mesh-{number}", chunk);
        }

        Assert.True(patched > 100, $"Only {patched} objects were patched.");
    }

    private async Task<int> CompareMeshAsync(string folder, Manifest[] manifests)
    {
        var directory = Path.Combine(_directory.FullName, folder);
        foreach (var (number, manifest) in manifests.Index())
        {
            Write(folder, $"{number:d5}.json", Encoding.UTF8.GetString(manifest.Json.Span));
        }

        // The mesh holds the objects as admission left them, as check supposes: Istio merges ServiceEntries of equal labels only.
        Write(folder + "-admitted", "all.yaml", CommandLine.Run("mutate", directory, "-o", "yaml").Output);
        await using var webhook = await WebhookProcess.StartAsync("--context", directory + "-admitted");
        var check = await CommandLineProcess.RunAsync("check", directory, "--context", directory, "-o", "json");
        var mutate = await CommandLineProcess.RunAsync("mutate", directory, "--context", directory, "-o", "patch");

        Assert.Equal((1, ""), (check.ExitCode, check.Error));
        Assert.Equal(0, mutate.ExitCode);
        Assert.Equal(CommandLine.Run("check", directory, "--context", directory, "-o", "json").Output, check.Output);
        var patches = await CompareAsync(webhook, Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal), check.Output);
        Assert.Equal(
            patches,
            mutate.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var json = JsonDocument.Parse(line);
                return json.RootElement.GetProperty("patch").GetRawText();
            }));
        return patches.Count;
    }

    [Theory]
    [MemberData(nameof(FixturesWithContext))]
    public async Task A_fixture_in_its_mesh_under_its_policy_has_the_same_verdict(string fixture)
    {
        Write("context", "nothing.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nothing}\n");
        var (subject, policy) = ("", Array.Empty<string>());
        foreach (var (number, manifest) in ManifestReader.Read(File.ReadAllBytes(Path.Combine(Corpus.Root, fixture)), fixture).Index())
        {
            var json = Encoding.UTF8.GetString(manifest.Json.Span);
            if (ManifestObject.Read(manifest, "default").KindName == PolicyReader.Kind)
            {
                policy = ["--policy", Write("", "policy.json", json)];
            }
            else if (subject.Length == 0)
            {
                subject = Write("", "subject.json", json);
            }
            else
            {
                Write("context", $"{number}.json", json);
            }
        }

        string[] options = ["--context", Path.Combine(_directory.FullName, "context"), .. policy];
        await using var webhook = await WebhookProcess.StartAsync(options);

        await CompareAsync(webhook, [subject], CommandLine.Run(["check", subject, .. options, "-o", "json"]).Output);
    }

    [Theory]
    [MemberData(nameof(CompliantSets))]
    public async Task A_compliant_set_passes_both_doors(string set)
    {
        var directory = Path.Combine(Corpus.Root, set);
        await using var webhook = await WebhookProcess.StartAsync("--context", directory);
        var run = CommandLine.Run("check", directory, "--context", directory, "-o", "json");

        Assert.Equal(0, run.ExitCode);
        await CompareAsync(webhook, Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal), run.Output);
    }

    /// <summary>Compares the report on files with what the webhook says of each object in them, and gives the webhook's patches.</summary>
    private static async Task<List<string>> CompareAsync(WebhookProcess webhook, IEnumerable<string> files, string report)
    {
        var judged = files.SelectMany(Corpus.Objects).Select(Corpus.Judged).OfType<ManifestObject>().ToList();
        var answers = FileDoor.Read(report);
        Assert.Equal(judged.Count, answers.Count);
        Assert.NotEmpty(judged);
        var patches = new List<string>();
        foreach (var (described, answer) in judged.Zip(answers))
        {
            var (expected, patch) = await WebhookDoor.SendAsync(webhook, described);

            Assert.Equal($"{described.Manifest.Source}\n{expected}", $"{described.Manifest.Source}\n{answer}");
            if (patch is not null)
            {
                patches.Add(patch);
            }
        }

        return patches;
    }

    private static bool CanBeInAMesh(Manifest manifest)
    {
        var described = ManifestObject.Read(manifest, "default");
        return described.Defect is null && described.Subject is null or { Object.Metadata.Name.Length: > 0 };
    }

    private string Write(string folder, string name, string text)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory.FullName, folder));
        var file = Path.Combine(directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
