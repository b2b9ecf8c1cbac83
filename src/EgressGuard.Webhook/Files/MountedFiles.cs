namespace EgressGuard.Webhook.Files;

/// <summary>
/// Reads files as kubelet mounts them. A Secret or ConfigMap volume holds links into <c>..data</c>, itself a link to a directory
/// that kubelet replaces in one step; files that belong together must come from one such generation (engineering.md 3.6).
/// </summary>
internal static class MountedFiles
{
    private const int Attempts = 5;

    /// <summary>The bytes of the files, in order, all of one generation.</summary>
    /// <exception cref="IOException">A file cannot be read, is too long, or the generation changed again and again.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static byte[][] Read(params string[] paths)
    {
        for (var attempt = 1; ; attempt++)
        {
            var generations = Generations(paths);
            try
            {
                var contents = paths.Select((path, i) => PlainFile.Read(InGeneration(path, generations[i]))).ToArray();
                if (generations.SequenceEqual(Generations(paths)))
                {
                    return contents;
                }
            }
            catch (IOException) when (attempt < Attempts && !generations.SequenceEqual(Generations(paths)))
            {
                // The generation was removed while it was read.
            }

            if (attempt == Attempts)
            {
                throw new IOException($"{paths[0]} changed {Attempts} times while it was read");
            }
        }
    }

    private static string?[] Generations(string[] paths) => [.. paths.Select(path =>
        new DirectoryInfo(Path.Combine(DirectoryOf(path), "..data")) is { LinkTarget: not null } data
            ? data.ResolveLinkTarget(returnFinalTarget: true)?.FullName
            : null)];

    private static string InGeneration(string path, string? generation) =>
        generation is not null && Path.Combine(generation, Path.GetFileName(path)) is var inside && File.Exists(inside) ? inside : path;

    private static string DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
