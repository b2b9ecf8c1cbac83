using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EgressGuard.Cli.Tests.Doors;

namespace EgressGuard.Cli.Tests.Supply;

/// <summary>
/// Versions are exact, and every project has a lock file of these versions. That a lock file is stale ends a restore with CI=true; a
/// restore without it writes the file anew, and these tests then hold it against Directory.Packages.props all the same.
/// </summary>
public sealed partial class LockFileTests
{
    private static readonly Dictionary<string, string> Versions = Load("Directory.Packages.props").Descendants("PackageVersion")
        .ToDictionary(version => version.Attribute("Include")!.Value, version => version.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The projects of the solution.</summary>
    public static TheoryData<string> Projects =>
        [.. ProjectFile().Matches(File.ReadAllText(Path.Combine(Corpus.Root, "EgressGuard.sln"))).Select(match => match.Value.Replace('\\', '/'))];

    [Fact]
    public void Versions_are_exact_and_a_restore_in_CI_takes_no_other()
    {
        Assert.All(Versions, version => Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(\.[0-9]+)?(-[0-9A-Za-z.]+)?$", version.Value));
        var shared = Load("Directory.Build.props");
        Assert.Equal("true", Assert.Single(shared.Descendants("RestorePackagesWithLockFile")).Value);
        var locked = Assert.Single(shared.Descendants("RestoreLockedMode"));
        Assert.Equal(("true", "'$(CI)' == 'true'"), (locked.Value, locked.Attribute("Condition")!.Value));
        Assert.Equal("true", Assert.Single(Load("Directory.Packages.props").Descendants("ManagePackageVersionsCentrally")).Value);
    }

    [Fact]
    public void The_SDK_may_be_newer_and_not_of_another_version_of_dotnet()
    {
        var sdk = JsonNode.Parse(File.ReadAllText(Path.Combine(Corpus.Root, "global.json")))!["sdk"]!;
        Assert.Matches(@"^10\.0\.[0-9]{3}$", (string?)sdk["version"]);
        Assert.Contains((string?)sdk["rollForward"], (IEnumerable<string>)["latestFeature", "latestPatch", "feature", "patch", "disable"]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_lock_file_of_a_project_is_of_these_versions(string project)
    {
        var directory = Path.Combine(Corpus.Root, Path.GetDirectoryName(project)!);
        var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "packages.lock.json")))!["dependencies"]!["net10.0"]!.AsObject();

        Assert.All(Asked(project), name =>
        {
            Assert.Equal("Direct", (string?)locked[name]?["type"]);
            Assert.Equal($"[{Versions[name]}, )", (string?)locked[name]!["requested"]);
        });
        Assert.All(locked, entry =>
        {
            if (Versions.TryGetValue(entry.Key, out var version))
            {
                Assert.Equal((entry.Key, version), (entry.Key, (string?)entry.Value!["resolved"]));
            }

            Assert.True((string?)entry.Value!["type"] == "Project" || ((string?)entry.Value["contentHash"])?.Length == 88, entry.Key);
        });
    }

    /// <summary>The packages that a project asks for itself, and those that all do.</summary>
    private static IEnumerable<string> Asked(string project) =>
        Load("Directory.Build.props").Descendants("PackageReference").Concat(Load(project).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")!.Value);

    private static XDocument Load(string file) => XDocument.Load(Path.Combine(Corpus.Root, file));

    [GeneratedRegex(@"[\w.\\/]+\.csproj", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectFile();
}
