using System.Reflection;
using System.Xml.Linq;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests;

/// <summary>Dependencies point one way, and the core carries nothing: what the compiler does not hold, these tests hold.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Which of our own projects each may refer to.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["EgressGuard.Core"] = [],
        ["EgressGuard.Yaml"] = ["EgressGuard.Core"],
        ["EgressGuard.Kubernetes"] = ["EgressGuard.Core", "EgressGuard.Yaml"],
        ["EgressGuard.Webhook"] = ["EgressGuard.Core", "EgressGuard.Kubernetes", "EgressGuard.Yaml"],
        ["EgressGuard.Cli"] = ["EgressGuard.Core", "EgressGuard.Kubernetes", "EgressGuard.Yaml"],
    };

    /// <summary>The packages each may carry at run time. Analyzers, marked private, are not carried.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["EgressGuard.Core"] = [],
        ["EgressGuard.Yaml"] = ["YamlDotNet"],
        ["EgressGuard.Kubernetes"] = [],
        ["EgressGuard.Webhook"] = ["OpenTelemetry.Exporter.OpenTelemetryProtocol", "System.CommandLine"],
        ["EgressGuard.Cli"] = ["System.CommandLine"],
    };

    /// <summary>Parts of the base class library that would make a verdict depend on more than its arguments.</summary>
    private static readonly string[] Impure =
    [
        "System.Net.Http", "System.Net.Sockets", "System.Net.Security", "System.Net.NameResolution", "System.IO.FileSystem.Watcher",
        "System.IO.Pipes", "System.Diagnostics.Process", "System.Console", "System.Security.Cryptography", "System.Reflection.Emit",
    ];

    public static TheoryData<string> Projects => [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_refer_to_nothing_but_what_they_may(string project)
    {
        Assert.Contains(project, Allowed.Keys);
        Assert.Empty(References(project, "ProjectReference").Select(NameOf).Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_carry_no_package_but_those_accepted(string project) =>
        Assert.Empty(References(project, "PackageReference").Except(Packages[project]));

    [Fact]
    public void The_core_uses_the_base_class_library_alone()
    {
        var references = typeof(Rule).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToArray();

        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.Empty(references.Intersect(Impure));
    }

    [Fact]
    public void The_core_has_no_clock_and_no_chance()
    {
        string[] forbidden = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Stopwatch", "Random", "Guid.NewGuid",
            "Environment.", "File.", "Directory."];

        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("src", "EgressGuard.Core"), "*.cs", SearchOption.AllDirectories).Where(IsSource),
            file => Assert.DoesNotContain(File.ReadLines(file), line => forbidden.Any(word => line.Contains(word, StringComparison.Ordinal))));
    }

    [Fact]
    public void Rules_keep_no_state() => Assert.All(RuleCatalog.All, rule => Assert.All(
        rule.GetType().GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public),
        field => Assert.True(field.IsInitOnly || field.IsLiteral, $"{rule.GetType().Name}.{field.Name} can change.")));

    private static bool IsSource(string path) =>
        !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static IEnumerable<string> References(string project, string element) =>
        XDocument.Load(Repository.PathOf("src", project, project + ".csproj"))
            .Descendants(element)
            .Select(reference => reference.Attribute("Include")!.Value);
}
