using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>One file, or standard input.</summary>
/// <param name="Name">What to call it in messages.</param>
/// <param name="Open">Opens it, or throws the reason why it cannot be read.</param>
internal sealed record InputSource(string Name, Func<Stream> Open)
{
    /// <summary>Whether it can be read ahead and kept as a whole.</summary>
    public bool IsSmall { get; init; }

    /// <summary>Its manifests, read as they are asked for.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    /// <exception cref="ManifestException">A manifest cannot be read.</exception>
    public IEnumerable<Manifest> Read()
    {
        using var stream = Open();
        foreach (var manifest in ManifestReader.Read(stream, Name))
        {
            yield return manifest;
        }
    }
}
