using System.Globalization;
using System.Text.RegularExpressions;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>The memory that the container has in deploy/base, and what the runtime makes of it: a heap of three quarters.</summary>
internal static partial class ContainerLimit
{
    /// <summary>The limit in bytes. A process beyond it is killed.</summary>
    public static long Memory { get; } = 1024 * 1024 * long.Parse(
        Limit().Match(File.ReadAllText(Path.Combine(Root(), "deploy/base/deployment.yaml"))).Groups["mebi"].Value,
        CultureInfo.InvariantCulture);

    /// <summary>What makes the runtime take itself for one in such a container.</summary>
    public static Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["DOTNET_GCHeapHardLimit"] = "0x" + (Memory / 4 * 3).ToString("X", CultureInfo.InvariantCulture),
    };

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "EgressGuard.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("There is no EgressGuard.sln above the tests.");
        }

        return directory;
    }

    [GeneratedRegex(@"limits: \{memory: (?<mebi>[0-9]+)Mi\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();
}
