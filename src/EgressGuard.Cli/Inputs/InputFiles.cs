using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>Files, directories and standard input, as kubectl reads them: directories in lexical order, only .json, .yaml and .yml.</summary>
internal static class InputFiles
{
    private const string StandardInput = "-";
    private const int SmallFile = 256 * 1024;

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Every manifest of every path, in order, read as it is asked for, small files a little ahead.</summary>
    /// <exception cref="UsageException">A path cannot be read, or a directory holds no manifest.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public static IEnumerable<Manifest> Read(IEnumerable<string> paths, bool recursive, Func<Stream> standardInput) =>
        Read(paths, recursive, standardInput, manifest => manifest);

    /// <summary>The same, with what is made of each manifest by a function that is called on any thread.</summary>
    /// <exception cref="UsageException">A path cannot be read, or a directory holds no manifest.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public static IEnumerable<T> Read<T>(IEnumerable<string> paths, bool recursive, Func<Stream> standardInput, Func<Manifest, T> read) =>
        ReadAhead.InOrder(
            paths.SelectMany(path => path == StandardInput ? [new InputSource("stdin", standardInput)] : SourcesOf(path, recursive)), read);

    /// <summary>The content of one file.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static byte[] ReadAll(string file)
    {
        using var stream = Open(file);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static IEnumerable<InputSource> SourcesOf(string path, bool recursive)
    {
        if (!Directory.Exists(path))
        {
            return [SourceOf(path)];
        }

        var files = ManifestsIn(path, recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        if (files.Count == 0)
        {
            // A directory of directories: to judge nothing of it would be of no use to anybody.
            files = ManifestsIn(path, SearchOption.AllDirectories);
        }

        // Nothing is thrown here: the paths before this one come first.
        return files.Count > 0
            ? files.Select(SourceOf)
            : [new InputSource(path, () => throw new UsageException($"{path} holds no .json, .yaml or .yml file")) { IsSmall = true }];
    }

    private static InputSource SourceOf(string file)
    {
        // What is no plain file, such as a pipe, says that it has no length, and may never end.
        var length = new FileInfo(file) is { Exists: true } info ? info.Length : 1;
        return new InputSource(file, () => Open(file)) { IsSmall = length is > 0 and <= SmallFile };
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
