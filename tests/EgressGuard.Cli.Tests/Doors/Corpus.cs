using System.Text;
using System.Text.Json;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>Every object that the repository has: of recorded reviews, of the rules' fixtures, of the samples.</summary>
internal static class Corpus
{
    public static string Root { get; } = FindRoot();

    /// <summary>The recorded reviews.</summary>
    public static IEnumerable<string> Reviews => Files("*.json", "tests", "fixtures", "admission-reviews");

    /// <summary>The rules' fixtures. The first document is the object to judge, the others are its context and its policy.</summary>
    public static IEnumerable<string> RuleFixtures => Files("*.yaml", "tests", "fixtures", "rules");

    /// <summary>The samples.</summary>
    public static IEnumerable<string> Samples => Files("*.yaml", "deploy", "samples");

    /// <summary>The objects of the creations among the recorded reviews.</summary>
    public static IEnumerable<Manifest> CreatedObjects()
    {
        foreach (var file in Reviews.Where(file => file.EndsWith(".validating.json", StringComparison.Ordinal)))
        {
            using var review = JsonDocument.Parse(File.ReadAllBytes(file));
            var request = review.RootElement.GetProperty("request");
            if (request.GetProperty("operation").GetString() == "CREATE"
                && !request.TryGetProperty("subResource", out _)
                && request.GetProperty("object") is { ValueKind: JsonValueKind.Object } created)
            {
                yield return Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(created.GetRawText()), file));
            }
        }
    }

    /// <summary>Every object of a file that is no policy.</summary>
    public static IEnumerable<Manifest> Objects(string file) =>
        ManifestReader.Read(File.ReadAllBytes(file), file).Where(manifest => ManifestObject.Read(manifest, "default").KindName != PolicyReader.Kind);

    /// <summary>The object as both doors know it; null when no rule judges its kind.</summary>
    public static ManifestObject? Judged(Manifest manifest)
    {
        var described = ManifestObject.Read(manifest, "default");
        return described.Kind is { } kind && !RuleCatalog.For(kind).IsEmpty ? described : null;
    }

    private static IEnumerable<string> Files(string pattern, params string[] folder) => Directory
        .EnumerateFiles(Path.Combine([Root, .. folder]), pattern, SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "EgressGuard.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository, where no fixtures are.");
    }
}
