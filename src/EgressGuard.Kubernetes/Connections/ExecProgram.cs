namespace EgressGuard.Kubernetes.Connections;

/// <summary>
/// Finds a program in PATH. The system's own search looks into the current directory first, and that may be
/// the repository of a stranger: a program in it must not get to run because it has the name of a plugin.
/// </summary>
internal static class ExecProgram
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of a program; null where there is none.</summary>
    /// <param name="command">A name, or a whole path.</param>
    /// <param name="searched">The directories to look into, as PATH lists them.</param>
    public static string? Find(string command, string? searched)
    {
        if (Path.IsPathRooted(command))
        {
            return Runnable(command);
        }

        return (searched ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(directory => Runnable(Path.Combine(directory, command)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Runnable(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) ? path : File.Exists(path + ".exe") ? path + ".exe" : null;
        }

        return File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None ? path : null;
    }
}
