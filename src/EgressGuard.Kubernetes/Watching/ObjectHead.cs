using System.Text.Json;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>What identifies an object, read without reading the rest of it.</summary>
/// <param name="Kind">The kind that it names; null in items of lists of built-in kinds.</param>
/// <param name="ApiVersion">The group and version that it names; null as with the kind.</param>
/// <param name="Reference">Its namespace and name; both "" in a bookmark.</param>
/// <param name="ResourceVersion">Its version, "" when it has none. Opaque.</param>
public sealed record ObjectHead(string? Kind, string? ApiVersion, ObjectRef Reference, string ResourceVersion)
{
    // The server's own limit of nesting: an object that it took must not be unreadable here.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    /// <summary>Reads the head of an object.</summary>
    /// <exception cref="JsonException">It is no JSON object, or a part of the head is no string.</exception>
    public static ObjectHead Read(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return ReadObject(utf8Json);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("The object's text is not valid Unicode, or kind, name or version is no text.", exception);
        }
    }

    /// <summary>Whether the object may be one of this type. Objects cut down to their metadata name another kind.</summary>
    public bool Fits(ResourceType type) => Kind is null or "PartialObjectMetadata"
        || (Kind == type.Kind && (ApiVersion is null || ObjectKinds.GroupOf(ApiVersion) == type.Group));

    private static ObjectHead ReadObject(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, Options);
        Expect(ref reader, JsonTokenType.StartObject);
        string? kind = null, apiVersion = null, @namespace = null, name = null, version = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadMetadata(ref reader, ref @namespace, ref name, ref version);
                }
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = Text(ref reader);
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ObjectHead(kind, apiVersion, new ObjectRef(@namespace ?? "", name ?? ""), version ?? "");
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref string? @namespace, ref string? name, ref string? version)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = Text(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                @namespace = Text(ref reader);
            }
            else if (reader.ValueTextEquals("resourceVersion"u8))
            {
                version = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
        {
            throw new JsonException("This is not a JSON object.");
        }
    }
}
