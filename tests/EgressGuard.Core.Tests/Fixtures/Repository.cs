namespace EgressGuard.Core.Tests.Fixtures;

/// <summary>The repository that the tests were built from: fixtures and documents are read, and on request rewritten, where they stand.</summary>
internal static class Repository
{
    /// <summary>Whether expectations and generated documents are to be rewritten instead of compared.</summary>
    public static bool IsUpdate { get; } = Environment.GetEnvironmentVariable("EGRESSGUARD_UPDATE_FIXTURES") == "1";

    private static string Root { get; } = FindRoot();

    /// <summary>A file or directory of the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Compares a text with a file of the repository, or writes the file where an update was asked for.</summary>
    public static void AssertIsCurrent(string path, string expected)
    {
        if (IsUpdate)
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.Exists(path) ? File.ReadAllText(path) : $"{path} is missing.");
    }

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
