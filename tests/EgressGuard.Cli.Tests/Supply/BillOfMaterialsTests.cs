using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EgressGuard.BillOfMaterials;
using EgressGuard.Cli.Tests.Doors;

namespace EgressGuard.Cli.Tests.Supply;

/// <summary>
/// The bill of materials: valid by what CycloneDX 1.6 requires of it, complete by the lock files of what is delivered, which are read here
/// in another way, and the same whenever it is written.
/// </summary>
public sealed partial class BillOfMaterialsTests
{
    /// <summary>What is delivered, written out: a project that is added to it is added here, too.</summary>
    private static readonly string[] Delivered =
        ["EgressGuard.Cli", "EgressGuard.Core", "EgressGuard.Kubernetes", "EgressGuard.Webhook", "EgressGuard.Yaml"];

    /// <summary>Packages of the build alone.</summary>
    private static readonly string[] NotDelivered = ["Meziantou.Analyzer"];

    private static readonly SourceTree Sources = SourceTree.Find(AppContext.BaseDirectory);

    private static readonly JsonObject TheBill = Parse(Bill.Of(Sources, PackageCache.Ours, version: null, epoch: null));

    private static IEnumerable<JsonObject> Components => TheBill["components"]!.AsArray().Select(component => component!.AsObject());

    [Fact]
    public void It_has_what_the_format_requires()
    {
        Assert.Equal("CycloneDX", Text(TheBill, "bomFormat"));
        Assert.Equal("1.6", Text(TheBill, "specVersion"));
        Assert.Equal(1, (int)TheBill["version"]!);
        Assert.Equal(
            ["$schema", "bomFormat", "components", "dependencies", "metadata", "specVersion", "version"],
            TheBill.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Null(TheBill["metadata"]!["timestamp"]);
        var product = TheBill["metadata"]!["component"]!.AsObject();
        Assert.Equal(("application", "EgressGuard", Sources.Version), (Text(product, "type"), Text(product, "name"), Text(product, "version")));
        Assert.All(Components.Append(product), component =>
        {
            Assert.Contains(Text(component, "type"), (IEnumerable<string>)["application", "library", "framework", "container"]);
            Assert.NotEmpty(Text(component, "name"));
            Assert.NotEmpty(Text(component, "version"));
            Assert.All(component["hashes"]?.AsArray() ?? [], hash =>
            {
                Assert.Equal("SHA-512", (string?)hash!["alg"]);
                Assert.Matches("^[0-9a-f]{128}$", (string?)hash["content"]);
            });
            Assert.All(component["licenses"]?.AsArray() ?? [], license =>
                Assert.Matches("^[A-Za-z0-9.+ ()-]+$", (string?)license!["expression"] ?? (string?)license["license"]!["id"]));
            Assert.All(component["properties"]?.AsArray() ?? [], property => Assert.NotNull((string?)property!["name"]));
        });
    }

    [Fact]
    public void Every_reference_is_one_components_and_all_hang_together()
    {
        string[] references = [.. Components.Append(TheBill["metadata"]!["component"]!.AsObject()).Select(component => Text(component, "bom-ref"))];
        var needs = TheBill["dependencies"]!.AsArray().ToDictionary(
            entry => (string)entry!["ref"]!, entry => entry!["dependsOn"]!.AsArray().Select(need => (string)need!).ToArray());

        Assert.Equal(references.Length, references.Distinct().Count());
        Assert.Equal(references.Order(StringComparer.Ordinal), needs.Keys.Order(StringComparer.Ordinal));
        Assert.All(needs.Values, each =>
        {
            Assert.Equal(each.Length, each.Distinct().Count());
            Assert.All(each, need => Assert.Contains(need, references));
        });

        var reached = new HashSet<string>();
        var rest = new Queue<string>([Text(TheBill["metadata"]!["component"]!.AsObject(), "bom-ref")]);
        while (rest.TryDequeue(out var reference))
        {
            if (reached.Add(reference))
            {
                needs[reference].ToList().ForEach(rest.Enqueue);
            }
        }

        Assert.Equal(references.Length, reached.Count);
    }

    [Fact]
    public void Every_package_of_the_lock_files_is_there_once_as_it_was_restored()
    {
        var locked = Delivered
            .SelectMany(project => Lock(project)["dependencies"]!.AsObject())
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(entry => (string?)entry.Value!["type"] != "Project" && !NotDelivered.Contains(entry.Key))
            .Select(entry => (Name: entry.Key, Version: (string)entry.Value!["resolved"]!, Hash: (string)entry.Value["contentHash"]!))
            .Distinct()
            .Order()
            .ToList();
        var listed = Components.Where(component => component["purl"] is { } url && PackageUrl().IsMatch((string)url!)).ToList();

        Assert.True(locked.Count >= 6, "the lock files have packages");
        Assert.Equal(locked, listed.Select(component => (
            Text(component, "name"), Text(component, "version"), (string)Assert.Single(component["properties"]!.AsArray())!["value"]!)).Order());
        Assert.All(listed, component =>
        {
            Assert.Equal($"pkg:nuget/{Text(component, "name")}@{Text(component, "version")}", Text(component, "purl"));
            Assert.Equal(Text(component, "purl"), Text(component, "bom-ref"));
            Assert.NotNull(component["hashes"]);
            Assert.NotNull(component["licenses"]);
        });
    }

    [Fact]
    public void Projects_and_the_framework_and_the_image_are_there_and_nothing_else()
    {
        var others = Components.Where(component => component["purl"] is not { } url || !PackageUrl().IsMatch((string)url!)).ToList();

        Assert.Equal(
            [.. Delivered.Concat(["Microsoft.AspNetCore.App", "Microsoft.NETCore.App", "mcr.microsoft.com/dotnet/aspnet"]).Order(StringComparer.Ordinal)],
            others.Select(component => Text(component, "name")).Order(StringComparer.Ordinal));
        Assert.Equal(Delivered, Directory.GetDirectories(Path.Combine(Corpus.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void The_same_sources_give_the_same_bytes_and_only_a_given_time_changes_them()
    {
        var bill = Bill.Of(Sources, PackageCache.Ours, null, null);

        Assert.Equal(bill, Bill.Of(SourceTree.Find(Path.Combine(Corpus.Root, "docs")), PackageCache.Ours, null, ""));
        var later = Parse(Bill.Of(Sources, PackageCache.Ours, "1.2.3", "1767225600"));
        Assert.Equal("2026-01-01T00:00:00Z", (string?)later["metadata"]!["timestamp"]);
        Assert.Equal("EgressGuard@1.2.3", (string?)later["metadata"]!["component"]!["bom-ref"]);
        Assert.Throws<BillException>(() => Bill.Of(Sources, PackageCache.Ours, null, "yesterday"));
    }

    [Fact]
    public void A_package_that_is_not_the_one_of_the_lock_file_ends_it()
    {
        var entry = LockFile.Read(Path.Combine(Corpus.Root, "src", "EgressGuard.Yaml", "packages.lock.json")).Entries["YamlDotNet"];

        var changed = Assert.Throws<BillException>(() => PackageCache.Ours.Describe(entry with { ContentHash = "AAAA" }));
        Assert.Contains("is not the package of the lock file", changed.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<BillException>(() => new PackageCache(Corpus.Root).Describe(entry));
        Assert.StartsWith($"YamlDotNet {entry.Version} is not in ", missing.Message, StringComparison.Ordinal);
    }

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    private static string Text(JsonObject json, string name) => (string)json[name]!;

    private static JsonObject Lock(string project) => Parse(File.ReadAllBytes(Path.Combine(Corpus.Root, "src", project, "packages.lock.json")));

    [GeneratedRegex("^pkg:nuget/[A-Za-z0-9._-]+@[0-9][0-9A-Za-z.-]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageUrl();
}
