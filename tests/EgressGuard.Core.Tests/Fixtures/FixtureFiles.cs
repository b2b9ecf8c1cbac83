namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>The files under <c>tests/fixtures/rules/RULE/{accepts,rejects}/</c>.</summary>
internal static class FixtureFiles
{
    public const string Accepts = "accepts";
    public const string Rejects = "rejects";

    /// <summary>The directory with one directory per rule. Found from the sources, so that a test can rewrite what is expected.</summary>
    public static string Root { get; } = Repository.PathOf("tests", "fixtures", "rules");

    /// <summary>The rules that have a directory.</summary>
    public static IEnumerable<string> Rules => Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Every fixture that is accepted or every one that is rejected, as <c>RULE/accepts/case</c>.</summary>
    public static IEnumerable<string> Cases(string outcome) =>
        from rule in Rules
        let directory = Path.Combine(Root, rule, outcome)
        where Directory.Exists(directory)
        from file in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal)
        select $"{rule}/{outcome}/{Path.GetFileNameWithoutExtension(file)}";

    /// <summary>The objects of a case.</summary>
    public static string Manifests(string name) => Path.Combine(Root, name + ".yaml");

    /// <summary>The findings that a rejected case must have.</summary>
    public static string Expected(string name) => Path.Combine(Root, name + ".expected.json");
}
