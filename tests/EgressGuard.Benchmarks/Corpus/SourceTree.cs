namespace EgressGuard.Benchmarks.Corpus;

/// <summary>The repository that the program was built from.</summary>
internal static class SourceTree
{
    private static string Root { get; } = FindRoot();

    /// <summary>The manifests that the webhook gets as its mesh.</summary>
    public static string Samples => Path.Combine(Root, "deploy", "samples", "compliant");

    /// <summary>The project of the command line.</summary>
    public static string CommandLine => Path.Combine(Root, "src", "EgressGuard.Cli");

    /// <summary>A review that an API server once sent.</summary>
    public static string Fixture(string name) => Path.Combine(Root, "tests", "fixtures", "admission-reviews", name + ".json");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "EgressGuard.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The program runs outside the repository, where no samples are.");
    }
}
