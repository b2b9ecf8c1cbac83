using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Client;

/// <summary>A list, cut into its objects: they are slices of the page, and none of them is read here.</summary>
internal static class PageReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = WatchReader.MaxDepth };

    /// <summary>The page in a body.</summary>
    /// <exception cref="JsonException">It is no list.</exception>
    public static ObjectPage Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        List<ReadOnlyMemory<byte>>? items = null;
        (string? Version, string? Continue) metadata = default;
        WatchReader.Expect(ref reader, JsonTokenType.StartObject);
        while (WatchReader.NextProperty(ref reader, out var name))
        {
            switch (name)
            {
                case "metadata":
                    metadata = ReadMetadata(ref reader);
                    break;
                case "items":
                    items = ReadItems(ref reader, body);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // A watch from no version would start anywhere.
        return string.IsNullOrEmpty(metadata.Version)
            ? throw new JsonException("it has no metadata.resourceVersion")
            : new ObjectPage(
                items ?? throw new JsonException("it has no items"),
                metadata.Version,
                string.IsNullOrEmpty(metadata.Continue) ? null : metadata.Continue);
    }

    private static (string? Version, string? Continue) ReadMetadata(ref Utf8JsonReader reader)
    {
        (string? Version, string? Continue) metadata = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("its metadata is no object");
        }

        while (WatchReader.NextProperty(ref reader, out var name))
        {
            switch (name)
            {
                case "resourceVersion" when reader.TokenType == JsonTokenType.String:
                    metadata.Version = reader.GetString();
                    break;
                case "continue" when reader.TokenType == JsonTokenType.String:
                    metadata.Continue = reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return metadata;
    }

    private static List<ReadOnlyMemory<byte>> ReadItems(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return items;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("its items are no array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("one of its items is no object");
            }

            items.Add(WatchReader.Slice(ref reader, body));
        }

        return items;
    }
}
