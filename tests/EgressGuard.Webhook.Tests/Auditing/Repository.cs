namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>Where the fixtures are.</summary>
internal static class Repository
{
    /// <summary>The directory with the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "EgressGuard.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository, where no fixtures are.");
    }
}
