using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Patching;

namespace EgressGuard.Cli.Mutation;

/// <summary>Applies a patch of ours: additions whose parents exist.</summary>
internal static class PatchedJson
{
    private const int MaxDepth = 10_000;

    /// <summary>The object with the additions, in JSON.</summary>
    public static ReadOnlyMemory<byte> Of(MutatedObject item, bool indented)
    {
        var root = JsonNode.Parse(item.Described.Manifest.Json.Span, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth })!;
        Apply(root, item.Patch);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Indented = indented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
        }))
        {
            root.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    private static void Apply(JsonNode root, ImmutableArray<PatchOperation> patch)
    {
        foreach (var operation in patch)
        {
            var tokens = operation.Path.Split('/').Skip(1).Select(Unescape).ToList();
            var parent = tokens.SkipLast(1).Aggregate(root, (node, token) => node[token]!);
            parent[tokens[^1]] = operation switch
            {
                AddString label => JsonValue.Create(label.Value),
                AddObject => new JsonObject(),
                _ => throw new NotSupportedException($"'{operation.Path}' is added in a way that this version does not know."),
            };
        }
    }

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
