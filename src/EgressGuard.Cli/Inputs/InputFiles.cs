using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>Files, directories and standard input, as kubectl reads them: directories in lexical order, only .json, .yaml and .yml.</summary>
internal static class InputFiles
{
    private const string StandardInput = "-";

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Every manifest of every path, in order, read as it is asked for.</summary>
    /// <exception cref="UsageException">A path cannot be read, or a directory holds no manifest.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public static IEnumerable<Manifest> Read(IEnumerable<string> paths, bool recursive, Func<Stream> standardInput)
    {
        foreach (var path in paths)
        {
            if (path == StandardInput)
            {
                using var input = standardInput();
                foreach (var manifest in ManifestReader.Read(input, "stdin"))
                {
                    yield return manifest;
                }

                continue;
            }

            foreach (var file in FilesOf(path, recursive))
            {
                using var stream = Open(file);
                foreach (var manifest in ManifestReader.Read(stream, file))
                {
                    yield return manifest;
                }
            }
        }
    }

    /// <summary>The content of one file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] ReadAll(string file)
    {
        using var stream = Open(file);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static List<string> FilesOf(string path, bool recursive)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = ManifestsIn(path, recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        if (files.Count == 0)
        {
            // A directory of directories: to judge nothing of it would be of no use to anybody.
            files = ManifestsIn(path, SearchOption.AllDirectories);
        }

        return files.Count > 0 ? files : throw new UsageException($"{path} holds no .json, .yaml or .yml file");
    }

    private static List<string> ManifestsIn(string directory, SearchOption depth) =>
    [
        .. Directory.EnumerateFiles(directory, "*", depth)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static FileStream Open(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{file} cannot be read: there is no such file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
