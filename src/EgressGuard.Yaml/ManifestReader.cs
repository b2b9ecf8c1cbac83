using System.Runtime.InteropServices;

namespace EgressGuard.Yaml;

/// <summary>Manifests in YAML or JSON as the JSON objects that kubectl would send (measured with kubectl 1.32).</summary>
/// <remarks>
/// <code>
/// bytes ─► ManifestInput ─┬─► DocumentSplitter ─► YamlNodeReader ─┐
///                         └─► JsonStreamSplitter ► JsonNodeReader ─┴─► NodeTable ─► ManifestBuilder ─► Manifest
/// </code>
/// One document is in memory at a time. Values are kubectl's, even where they surprise; the surprises are listed beside them.
/// </remarks>
public static class ManifestReader
{
    /// <summary>Lazily reads each object of a file or stream, in order. A list is replaced by its items; empty and null documents are
    /// skipped.</summary>
    /// <param name="stream">UTF-8, or UTF-16 with a byte order mark. It stays open, and is read while the result is enumerated, so
    /// enumerate once.</param>
    /// <param name="source">A path, or a name for the stream; the beginning of every error message.</param>
    /// <param name="limits">What one document may cost; <see cref="ManifestLimits.Default"/> if null.</param>
    /// <returns>The objects before the first unreadable place, if there is one. A caller that wants all or nothing collects first.</returns>
    /// <exception cref="ManifestException">While enumerating: the text cannot be read, or its meaning is not certain.</exception>
    public static IEnumerable<Manifest> Read(Stream stream, string source, ManifestLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        return ReadStream(stream, source, limits ?? ManifestLimits.Default);
    }

    /// <summary>Lazily reads each object of a text in memory, in order.</summary>
    /// <param name="utf8">UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="source">A path, or a name for the text; the beginning of every error message.</param>
    /// <param name="limits">What one document may cost; <see cref="ManifestLimits.Default"/> if null.</param>
    /// <returns>The objects before the first unreadable place, if there is one. It can be enumerated again.</returns>
    /// <exception cref="ManifestException">While enumerating: the text cannot be read, or its meaning is not certain.</exception>
    public static IEnumerable<Manifest> Read(ReadOnlyMemory<byte> utf8, string source, ManifestLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ReadMemory(utf8, source, limits ?? ManifestLimits.Default);
    }

    private static IEnumerable<Manifest> ReadMemory(ReadOnlyMemory<byte> utf8, string source, ManifestLimits limits)
    {
        using var stream = MemoryMarshal.TryGetArray(utf8, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(utf8.ToArray(), writable: false);
        foreach (var manifest in ReadStream(stream, source, limits))
        {
            yield return manifest;
        }
    }

    private static IEnumerable<Manifest> ReadStream(Stream stream, string source, ManifestLimits limits)
    {
        using var input = ManifestInput.Open(stream, limits);
        var document = new Document(source, limits);
        using var builder = new ManifestBuilder(document);
        foreach (var _ in input.IsJson ? JsonDocuments(input.Bytes, document) : YamlDocuments(input.Bytes, document))
        {
            foreach (var manifest in builder.Build())
            {
                yield return manifest;
            }
        }
    }

    private static IEnumerable<Document> YamlDocuments(ByteReader bytes, Document document)
    {
        var splitter = new DocumentSplitter(bytes, document);
        while (splitter.Next() is { } chunk)
        {
            document.Clear();
            YamlNodeReader.Read(document, chunk.Text, chunk.FirstLine);
            yield return document;
        }
    }

    private static IEnumerable<Document> JsonDocuments(ByteReader bytes, Document document)
    {
        var splitter = new JsonStreamSplitter(bytes, document);
        while (splitter.Next() is { } value)
        {
            document.Clear();
            JsonNodeReader.Read(document, value.Json, value.Line, value.Column);
            yield return document;
        }
    }
}
