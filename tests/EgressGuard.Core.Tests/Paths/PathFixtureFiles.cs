using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>The files under <c>tests/fixtures/paths/PATTERN/CASE/</c>.</summary>
internal static class PathFixtureFiles
{
    /// <summary>The set that keeps a pattern's promise; other cases whose names begin so are further ways to keep it.</summary>
    public const string Compliant = "compliant";

    public static string Root { get; } = Repository.PathOf("tests", "fixtures", "paths");

    /// <summary>Every case, as <c>PATTERN/CASE</c>.</summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        .. from pattern in Directory.EnumerateDirectories(Root)
           from directory in Directory.EnumerateDirectories(pattern)
           let name = $"{Path.GetFileName(pattern)}/{Path.GetFileName(directory)}"
           orderby name
           select name,
    ];

    /// <summary>The objects of a case; an EgressPolicy among them is the policy.</summary>
    public static string Mesh(string name) => Path.Combine(Root, name, "mesh.yaml");

    /// <summary>The paths that the specification gives, written by hand.</summary>
    public static string Expected(string name) => Path.Combine(Root, name, "expected.txt");

    /// <summary>What the rules say of every object of the set; rewritten on request.</summary>
    public static string Findings(string name) => Path.Combine(Root, name, "findings.txt");

    public static string PatternOf(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];

    public static bool IsCompliant(string name) =>
        name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..].StartsWith(Compliant, StringComparison.Ordinal);

    /// <summary>The first line of the mesh: the pattern, what of the specification is broken, and how.</summary>
    public static string Heading(string name) => File.ReadLines(Mesh(name)).First();
}
