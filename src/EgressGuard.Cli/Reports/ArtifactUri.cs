namespace EgressGuard.Cli.Reports;

/// <summary>A path as the URI reference that SARIF wants (RFC 3986).</summary>
internal static class ArtifactUri
{
    /// <summary>
    /// Relative to the current directory, which in CI is the repository, where the file lies below it; a file URI where it does not.
    /// </summary>
    public static string Of(string source)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, source);
        var isBelow = !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
        return isBelow ? Escape(relative) : "file://" + (OperatingSystem.IsWindows() ? "/" : "") + Escape(Path.GetFullPath(source));
    }

    private static string Escape(string path) => string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
