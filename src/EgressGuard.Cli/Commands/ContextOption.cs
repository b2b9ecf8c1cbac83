using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary>The option that names the mesh around what a command works on.</summary>
internal static class ContextOption
{
    /// <summary>The option.</summary>
    /// <param name="what">What the manifests are for, to the colon.</param>
    public static Option<string[]> Create(string what) => new("--context")
    {
        Description = what + ": a file or directory, read all the way down. May be repeated.",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The manifests of the paths, found and read as the webhook does.</summary>
    /// <exception cref="UsageException">A path cannot be read.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public static IEnumerable<Manifest> Read(IEnumerable<string> paths, Func<Stream> standardInput) =>
        InputFiles.Read(paths.SelectMany(FilesOf), recursive: true, standardInput);

    private static IEnumerable<string> FilesOf(string path)
    {
        try
        {
            return Directory.Exists(path) ? [.. MeshManifests.FilesBelow(path)] : [path];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
